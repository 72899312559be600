"""What a paper says about itself, for people who look at its properties and for archives (PDF/A)."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from application.documents.typeface import shown
from domain.decree import Sheet

PRODUCER = "Jejak Izin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a paper says about itself. `made_at` stands for all its dates: the same facts give the same bytes."""

    title: str
    author: str
    subject: str
    made_at: datetime
    sheet: Sheet = Sheet.A4
    notice: str | None = None
    watermark: str | None = None


def xmp(imprint: Imprint, at: str) -> str:
    """The metadata that PDF/A wants. fpdf2 2.8.9 would write the hour of rendering as ModifyDate into its own."""
    title, author, subject = (escape(shown(each)) for each in (imprint.title, imprint.author, imprint.subject))
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
        xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
        xmp:CreatorTool="{PRODUCER}" xmp:CreateDate="{at}" xmp:ModifyDate="{at}" xmp:MetadataDate="{at}"
        pdf:Producer="{PRODUCER}" pdfaid:part="3" pdfaid:conformance="U">
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
      <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
      <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""
