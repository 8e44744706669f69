"""Takes a mail apart: its heads as they stand there, the parts in it, their octets and names.

`Message.get` and `get_payload` guess at letters on the way (by any codec that a mail names); here nothing is guessed
before `letters` has seen the octets.
"""

from email.message import Message

from dodomu.channels.email import letters


def raw(mail: Message, name: str) -> str:
    """Return a header as it stands there, empty where there is none."""
    for key, value in mail.raw_items():
        if key.lower() == name.lower():
            return str(value)
    return ""


def header(mail: Message, name: str) -> str:
    """Return a header in plain letters and one line, empty where there is none."""
    return letters.one_line(raw(mail, name))


def value(mail: Message, name: str) -> str:
    """Return a header that is a code word, in small letters and without what is added to it after a semicolon."""
    return raw(mail, name)[:200].partition(";")[0].strip().lower()


def inside(part: Message) -> list[Message]:
    """Return the parts in this one."""
    held = part.get_payload() if part.is_multipart() else []
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def octets(part: Message) -> bytes:
    """Return what a part holds, with the way it was written for the journey undone."""
    held = b"" if part.is_multipart() else part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def filename(part: Message) -> str:
    """Return what the sender called a part, empty where it has no name."""
    read = Message()
    for name in ("Content-Disposition", "Content-Type"):
        if given := raw(part, name):
            read[name] = letters.unescaped(given)
    return letters.one_line(str(read.get_filename() or ""))
