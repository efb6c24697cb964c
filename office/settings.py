"""Settings of one installation: environment over secret files over ``tanya.toml`` over defaults.

Every name here is documented in ``docs/settings.md``; a test holds the two together.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout: where the data files and Rasa's material lie."""


class Rasa(BaseModel):
    """Where the dialogue engine is. Without ``url`` the application starts and supervises its own."""

    url: str | None = None
    python: Path = PROJECT / "bot" / "dialogue" / ".venv" / "bin" / "python"
    action_url: str | None = None
    """Address under which an external Rasa reaches our ``/internal/actions``."""
    turn_timeout: float = 55.0
    """Seconds a turn may take before the citizen is told that the answer will follow."""


class Telegram(BaseModel):
    """The Telegram door; closed until a token is set."""

    token: SecretStr | None = None
    api_base: str = "https://api.telegram.org"
    receive: Literal["polling", "webhook"] = "polling"
    """Whether we ask Telegram for messages, or Telegram calls us under ``public_url``."""
    poll_seconds: int = 20


class WhatsApp(BaseModel):
    """The WhatsApp door; closed until the office's number is set."""

    phone_id: str | None = None
    """Meta's id of the office's number, not the number itself."""
    token: SecretStr | None = None
    app_secret: SecretStr | None = None
    """Meta signs every call with it; a call without it is refused."""
    verify_token: SecretStr | None = None
    """A word of the office's own, asked for when the webhook's address is entered at Meta."""
    api_base: str = "https://graph.facebook.com"
    api_version: str = "23.0"
    template: str = "jawaban_siap"
    """Approved template without parameters that says that an answer waits."""
    template_language: str = "id"

    @model_validator(mode="after")
    def whole(self) -> WhatsApp:
        """A door without its secrets would let anybody speak as a citizen."""
        needed = {"token": self.token, "app_secret": self.app_secret, "verify_token": self.verify_token}
        missing = [name for name, value in needed.items() if not (value and value.get_secret_value())]
        if self.phone_id and missing:
            raise ValueError(f"WhatsApp: isi juga {', '.join(missing)}.")
        return self


Security = Literal["tls", "starttls", "plain"]
"""How a mail server is spoken to: TLS from the start, TLS after a word, or openly within one machine."""
SMTPS = 465
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class Mail(BaseModel):
    """The office's mailbox for citizens; closed until its address is set."""

    address: str | None = None
    imap_host: str = ""
    imap_port: int = 993
    smtp_host: str = ""
    smtp_port: int = 587
    imap_security: Security = "tls"
    smtp_security: Security = "starttls"
    ca_file: FilePath | None = None
    """Certificates (PEM) of the office's own authority, beside those the machine trusts anyway."""
    user: str = ""
    password: SecretStr | None = None
    folder: str = "INBOX"
    poll_seconds: float = Field(default=30.0, gt=0)
    largest_megabytes: int = Field(default=25, gt=0)
    """Of a larger mail only its head is read, and its writer is told. Files grow by a third in a mail."""
    largest_sent_megabytes: int = Field(default=20, gt=0)
    """Files that would make our mail larger are left to the status page."""

    @model_validator(mode="after")
    def whole(self) -> Mail:
        """A mailbox without its servers can neither hear nor answer; the password goes over no open wire."""
        if self.address and ("@" not in self.address or not self.imap_host or not self.smtp_host):
            raise ValueError("mail: isi address (dengan @), imap_host, dan smtp_host.")
        ways = ((self.imap_host, self.imap_security), (self.smtp_host, self.smtp_security))
        if self.address and any(way == "plain" and host not in THIS_MACHINE for host, way in ways):
            raise ValueError("mail: plain hanya untuk server di mesin ini; pakai tls atau starttls.")
        if self.smtp_port == SMTPS and self.smtp_security != "tls":
            raise ValueError('mail: porta 465 memerlukan smtp_security = "tls".')
        return self


class Widget(BaseModel):
    """The chat on other sites of the office; closed until a site is named."""

    sites: list[str] = []
    """Origins that may show the chat in a frame, such as ``https://dinkes.example.go.id``."""

    @field_validator("sites")
    @classmethod
    def origins(cls, sites: list[str]) -> list[str]:
        """Whatever stands here goes into a security header: an origin and nothing else."""
        for site in sites:
            if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", site):
                raise ValueError(
                    f"widget.sites: {site} harus berupa https:// dan nama situs, tanpa garis miring."
                )
        return sites


class Handover(BaseModel):
    """A conversation in an officer's hands."""

    silence_minutes: float = Field(default=30, gt=0)
    """After so long without a word from either side the assistant takes over again."""
    wait_minutes: float = Field(default=60, gt=0)
    """So long a citizen waits for an officer before another way is offered."""
    show_name: bool = False
    """Whether the citizen reads the officer's own name; otherwise the role."""


class Knowledge(BaseModel):
    """Retrieval and the answer-or-abstain decision."""

    risk: float = Field(default=0.05, gt=0, lt=1)
    """Accepted share of wrong answers among the answers given."""
    embedder: str = "builtin"
    """``builtin``, a folder, or the name of a hub's model."""
    hub_url: str = "https://huggingface.co"
    chroma_url: str | None = None
    stale_after_days: int = 183
    """A source older than this (Perki 1/2021 art. 45: six months) is shown with a warning."""


class Oidc(BaseModel):
    """Sign-in of staff with government accounts (OpenID Connect); closed until an issuer is set."""

    issuer: str | None = None
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    claim: str = "preferred_username"
    """What of the provider's words names the person; the office notes it beside the account."""
    name: str = "akun pemerintah"


class Hearing(BaseModel):
    """Voice notes; the house is deaf, and says so, until a model is named."""

    model: str = ""
    """A folder for faster-whisper, the name of a hub's model, or ``uji`` (data/voice, knows machines only)."""
    engine: Literal["faster", "openai"] = "faster"
    openai_python: Path = PROJECT / "voice" / "openai" / ".venv" / "bin" / "python"
    threads: int = Field(default=max(1, (os.cpu_count() or 1) - 1), gt=0)
    """One processor is left to the conversation: with all of them busy, text turns wait for recordings."""
    longest_seconds: float = Field(default=300.0, gt=0)
    """A longer recording is refused."""
    listeners: int = Field(default=1, gt=0)
    """Processes that listen; each holds the model."""
    most_waiting: int = Field(default=40, gt=0)
    """Recordings that may wait; who sends one more is asked to wait or to write."""
    keep_seconds: float = Field(default=0.0, ge=0)
    """How long a recording is kept, sealed, after it was heard."""
    prompt: bool = True
    """Whether the engine is told words that are likely: the titles of the office's entries."""


class Speaking(BaseModel):
    """Saying replies aloud."""

    voices: list[Literal["espeak", "piper", "google"]] = ["espeak"]
    """Tried in this order. ``google`` sends the words to Google; personal data never goes there."""
    time_limit: float = Field(default=20.0, gt=0)
    """Seconds a voice may take for one part before the next voice is asked."""
    part_seconds: float = Field(default=45.0, ge=5)
    """A longer answer is said in parts; the citizen asks for the next one."""
    piper_voice: Path | None = None
    google_url: str = "https://translate.google.com"
    cache_megabytes: int = Field(default=50, ge=0)


class Scanner(BaseModel):
    """The virus scanner for attachments; without one they are kept unscanned, and the desk says so."""

    clamd: str = ""
    """Path of clamd's socket, or ``host:port``."""
    command: str = ""
    """Reads a file from its standard input and ends with 0 (clean) or 1 (infected)."""
    time_limit: float = Field(default=60.0, gt=0)


class Settings(BaseSettings):
    """All settings. Times are in seconds, addresses without a trailing slash."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_nested_delimiter="__", extra="ignore")

    home: Path = PROJECT / "var"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, validation_alias=AliasChoices("PORT", "TANYA_PORT", "port"))
    public_url: str | None = None
    database_url: str | None = None
    office_file: Path = PROJECT / "data" / "demo" / "office.toml"
    secure_cookies: bool = False
    """Set when the pages are served over HTTPS; then cookies travel over HTTPS only."""
    log_level: str = "info"
    rasa: Rasa = Rasa()
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()
    mail: Mail = Mail()
    widget: Widget = Widget()
    handover: Handover = Handover()
    knowledge: Knowledge = Knowledge()
    speaking: Speaking = Speaking()
    oidc: Oidc = Oidc()
    hearing: Hearing = Hearing()
    scanner: Scanner = Scanner()

    @model_validator(mode="after")
    def reachable(self) -> Settings:
        """Telegram can only call an address it is told."""
        if self.telegram.token and self.telegram.receive == "webhook" and not self.public_url:
            raise ValueError("Telegram: isi juga public_url, alamat yang dapat dihubungi Telegram.")
        return self

    @cached_property
    def database(self) -> str:
        """SQLAlchemy address of the application's database."""
        return self.database_url or f"sqlite:///{self.home / 'tanya.db'}"

    @property
    def secrets(self) -> Path:
        """Folder of secret files, readable by the operating user only."""
        return self.home / "secrets"

    @property
    def address(self) -> str:
        """Address a person opens."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def local_address(self) -> str:
        """Address by which programs on this machine reach the application."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104 - all of them
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(os.environ.get("TANYA_HOME", PROJECT / "var"))
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if (home / "secrets").is_dir():
            sources.append(SecretsSettingsSource(settings_cls, secrets_dir=home / "secrets"))
        sources.append(
            TomlConfigSettingsSource(settings_cls, toml_file=[PROJECT / "tanya.toml", home / "tanya.toml"])
        )
        return tuple(sources)


def load() -> Settings:
    """Read the settings and make the home folder with its secrets folder (mode 700)."""
    settings = Settings()
    settings.home = settings.home.expanduser().resolve()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.secrets.mkdir(mode=0o700, exist_ok=True)
    return settings
