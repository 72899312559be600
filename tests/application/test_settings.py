"""Settings: read once, refused by name, secrets from files, and a demo only where nothing real is configured."""

import base64
import stat
from pathlib import Path

import pytest

from application.master_key import key_file, master_key
from application.settings import BadSettings, Settings, read_settings, unknown_variables

KEY = base64.b64encode(bytes(range(32))).decode()
URL = "postgresql://clerk:hunter2@db.example/izin"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"IZIN_{name}".upper(), raising=False)


def test_without_any_setting_it_is_a_demo_on_this_machine() -> None:
    settings = read_settings()

    assert (True, True) == (settings.demo, settings.embedded)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("IZIN_DATABASE_URL", URL),
        ("IZIN_PUBLIC_URL", "https://izin.example"),
        ("IZIN_OIDC_ISSUER", "https://login.example"),
    ],
)
def test_anything_real_ends_the_demo(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)

    assert not read_settings().demo


def test_an_option_of_the_command_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_DATA_DIR", "/elsewhere")

    assert Path("/here") == read_settings(data_dir=Path("/here")).data_dir
    assert Path("/elsewhere") == read_settings(data_dir=None).data_dir


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_DATABASE_URL", "")

    assert read_settings().embedded


def test_settings_do_not_change() -> None:
    settings = read_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.log_level = "DEBUG"


def test_a_wrong_value_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("IZIN_WRITER_BATCH", "0")

    with pytest.raises(BadSettings, match=r"IZIN_WRITER_BATCH: .*; IZIN_LOG_LEVEL: "):
        read_settings()


def test_a_wrong_database_url_is_refused_without_showing_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_DATABASE_URL", "postgresql//clerk:hunter2@db")

    with pytest.raises(BadSettings, match=r"IZIN_DATABASE_URL: .*not a PostgreSQL URL") as refused:
        read_settings()

    assert "hunter2" not in str(refused.value)


def test_settings_print_no_secret() -> None:
    settings = read_settings(database_url=URL, master_key=KEY)

    assert "hunter2" not in repr(settings)
    assert KEY not in repr(settings)


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(URL + "\n")
    monkeypatch.setenv("IZIN_DATABASE_URL_FILE", str(tmp_path / "url"))

    found = read_settings().database_url

    assert found is not None
    assert URL == found.get_secret_value()


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IZIN_MASTER_KEY", KEY)
    monkeypatch.setenv("IZIN_MASTER_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(BadSettings, match="both set: keep one"):
        read_settings()


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IZIN_MASTER_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(BadSettings, match=r"IZIN_MASTER_KEY_FILE: .*key cannot be read"):
        read_settings()


def test_a_slip_of_the_pen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_PUBLIC_ULR", "https://izin.example")
    monkeypatch.setenv("IZIN_MASTER_KEY_FILE", "/run/secrets/key")

    assert ("IZIN_PUBLIC_ULR",) == unknown_variables()


def test_every_setting_is_described() -> None:
    assert [] == [name for name, field in Settings.model_fields.items() if not field.description]


def test_a_demo_makes_its_key_once_and_for_itself_alone(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "new")

    first, second = master_key(settings), master_key(settings)

    assert (32, first) == (len(first), second)
    assert 0o600 == stat.S_IMODE(key_file(tmp_path / "new").stat().st_mode)


def test_a_real_installation_is_given_its_key() -> None:
    assert bytes(range(32)) == master_key(read_settings(database_url=URL, master_key=KEY))


def test_a_real_installation_without_a_key_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"IZIN_MASTER_KEY .* is needed .*openssl rand -base64 32"):
        master_key(read_settings(database_url=URL, data_dir=tmp_path))

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["short", KEY[:-4], "ä" * 44])
def test_a_key_of_the_wrong_form_is_refused(wrong: str) -> None:
    with pytest.raises(BadSettings, match="IZIN_MASTER_KEY is not 32 bytes in base64"):
        master_key(read_settings(master_key=wrong))
