"""The application: routes, layers and lifespan, put together once. What the routes work with is built in `building`."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime

from fastapi import FastAPI

from api.access import accesses
from api.access import evidence as access_evidence
from api.access.layer import AccessLayer
from api.apply import attaching, my, saving, sending, starting, survey, surveying
from api.building import Building, utc_now
from api.calendars import calendars
from api.commands import applications, documents
from api.commands.permit_commands import add_commands
from api.demo import mailbox as demo_mailbox
from api.demo.identity import DemoIssuer, demo_router
from api.desks import queues
from api.http import assets
from api.http.layers import add_layers
from api.http.limits import BodyLimits
from api.http.openapi import DocumentedAPI
from api.http.rate_limits import Rate, RateRules
from api.identity import back_channel, login, sessions
from api.letters import notifications, webhooks
from api.office import Office
from api.operations import health
from api.operations.logs import LogFormat, configure_logs
from api.operations.metrics import metrics_router
from api.pages import (
    acting,
    case,
    duty,
    finished,
    landing,
    orders,
    papers_shown,
    queue,
    signing_batch,
    sla_board,
    sla_forecast,
    sla_of_case,
    sla_visits,
    sop_sheet,
)
from api.pages.trail.pages import trail_router
from api.papers import (
    decree_page,
    public,
    public_keys,
    public_register,
    register,
    signing_certificates,
    tracking,
    verification,
)
from api.papers.decree_drop import decree_drop_router
from api.personal import subject, unmask
from api.personal import uploads as discarding
from api.posts import mandates, posts
from api.problems.pages import problem_router
from api.problems.problems import ProblemWriter
from api.reference import reference_router
from api.sla import dashboard, signals
from api.sla import lists as sla_lists
from api.sla import of_a_case as sla
from api.sla.forecast import Ranking, forecast_router
from api.sla.what_if import what_if_router
from api.tokens import Verifier, nobodys_verifier
from api.trail import (
    checkpoint_sheet,
    checkpoints,
    completeness,
    conformance,
    events,
    exports,
    inclusion,
    periods,
    revisions,
)
from application.installation import Databases
from application.settings import Settings

VERSION = "0.1.0"
DESCRIPTION = "The permit desk of a city office: nine steps, seven roles, every fact kept."
TAGS = [
    {"name": "applicants", "description": "Submit, repair, follow, receive."},
    {"name": "officers", "description": "The desks of the SOP."},
    {"name": "supervisors", "description": "Queues and times."},
    {"name": "auditors", "description": "What to look at in the trail."},
    {"name": "administrators", "description": "What the office decides for all: its calendars, posts and mandates."},
    {"name": "public", "description": "What anyone may read."},
    {"name": "everybody", "description": "Whoever has signed in: their own sessions."},
    {"name": "operations", "description": "Health, metrics, letters and webhooks."},
    {"name": "reference", "description": "Every problem, explained."},
    {"name": "demo", "description": "Only in demo mode: be anybody."},
]


def create_app(
    settings: Settings, databases: Databases, address: str, *, clock: Callable[[], datetime] = utc_now
) -> FastAPI:
    """Return the application, not yet started; raise BadSettings, BadSop or BadCalendar: better now than at noon.

    `address` is where it will answer, for what is printed where no public URL is set.
    """
    configure_logs(_log_style(settings), level=logging.getLevelNamesMapping()[settings.log_level])
    public_url = str(settings.public_url).rstrip("/") if settings.public_url else None
    writer = ProblemWriter(public_url=public_url)
    building = Building(settings, databases, public_url or address, clock)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncGenerator[None]:
        async with (
            building.open() as office,
            _sample_permits(settings, office) as filled,
            building.wound(office, filled),
        ):
            app.state.office = office
            _spare_the_collector()
            yield

    app = DocumentedAPI(
        title="Jejak Izin", version=VERSION, description=DESCRIPTION, openapi_tags=TAGS, lifespan=living
    )
    add_commands(app.router)
    ranking = Ranking()
    verifier: Verifier = building.identity.verifier or nobodys_verifier()
    if settings.demo:
        issuer = DemoIssuer(settings.data_dir / "demo-issuer.key")
        app.include_router(demo_router(issuer))
        app.include_router(demo_mailbox.router)
        verifier = issuer.verifier()
    for router in (
        assets.router,
        applications.router,
        sla.router,
        documents.uploads,
        documents.router,
        decree_page.router,
        public_keys.router,
        queues.router,
        register.router,
        dashboard.router,
        sla_lists.router,
        public.router,
        calendars.router,
        posts.router,
        mandates.router,
        verification.router,
        public_register.router,
        signing_certificates.router,
        decree_drop_router(),
        tracking.router,
        signals.router,
        events.router,
        revisions.router,
        exports.router,
        conformance.router,
        what_if_router(),
        forecast_router(ranking),
        webhooks.router,
        checkpoints.router,
        inclusion.router,
        checkpoint_sheet.router,
        notifications.router,
        accesses.router,
        access_evidence.router,
        periods.router,
        completeness.router,
        unmask.router,
        subject.router,
        discarding.router,
        login.router,
        back_channel.router,
        sessions.router,
        health.router,
        landing.router,
        sop_sheet.router,
        sla_board.router,
        sla_visits.router,
        sla_forecast.forecast_page(ranking),
        sla_of_case.router,
        duty.router,
        orders.router,
        signing_batch.router,
        finished.router,
        queue.router,
        case.router,
        papers_shown.router,
        acting.router,
        trail_router(),
        surveying.router,
        my.router,
        survey.router,
        starting.router,
        attaching.router,
        sending.router,
        saving.router,
    ):
        app.include_router(router)
    app.include_router(metrics_router(building.metrics))
    app.include_router(problem_router(writer))
    app.include_router(reference_router(app.openapi, public_url=public_url))
    app.add_middleware(AccessLayer, writer=writer)
    add_layers(
        app,
        verifier=verifier,
        metrics=building.metrics,
        writer=writer,
        body_limits=BodyLimits(default=settings.max_body_bytes),
        rate_rules=RateRules(caller=Rate(limit=settings.rate_limit_per_minute)),
        origins=settings.cors_origins,
    )
    return app


def _sample_permits(settings: Settings, office: Office) -> AbstractAsyncContextManager[asyncio.Event]:
    """Only where everybody may become anybody: a real office has permits of its own, and nothing to wait for."""
    if not (settings.demo and settings.demo_data):
        filled = asyncio.Event()
        filled.set()
        return nullcontext(filled)
    from api.demo.data import demo_data  # noqa: PLC0415 - a real office never loads it

    return demo_data(office)


def _log_style(settings: Settings) -> LogFormat:
    if settings.log_format == "auto":
        return "console" if sys.stdout.isatty() else "json"
    return settings.log_format


def _spare_the_collector() -> None:
    """What lives for ever is not looked at again, and the rest rarely (measured: a tenth of the command's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
