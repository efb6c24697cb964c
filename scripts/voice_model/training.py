"""Trains a small Whisper on a CPU: next-token loss, and letters (CTC) as a second exercise for the encoder."""

from __future__ import annotations

import itertools
import math
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from whisper.model import ModelDimensions, Whisper

from voice_model.batches import CHARACTERS, IGNORED, WINDOW, Batch, Batches
from voice_model.corpus import Example
from voice_model.export import save_openai
from voice_model.vocabulary import NEVER, Vocabulary


@dataclass(frozen=True)
class Plan:
    """How large and how long: so many steps, and a checkpoint every ``save_every`` of them."""

    steps: int
    width: int = 128
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    batch: int = 16
    rate: float = 1.5e-3
    save_every: int = 500


@dataclass
class Trainer:
    """One training run; :meth:`run` ends with the averaged weights saved."""

    examples: list[Example]
    plan: Plan
    out: Path
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def __post_init__(self) -> None:
        torch.manual_seed(0)
        plan, tokens = self.plan, len(self.vocabulary.used) + 1
        self.dimensions = ModelDimensions(
            *(80, 1500, plan.width, plan.heads, plan.encoder_layers),
            *(tokens, 448, plan.width, plan.heads, plan.decoder_layers),
        )
        self.model = Whisper(self.dimensions)
        nn.init.normal_(self.model.decoder.token_embedding.weight, std=0.05)
        nn.init.normal_(self.model.decoder.positional_embedding, std=0.01)
        self.letters = nn.Linear(plan.width, len(CHARACTERS) + 1)
        self._pin()
        self.average = {name: value.clone() for name, value in self.model.state_dict().items()}
        heavy = [p for name, p in self.model.named_parameters() if p.ndim > 1 and _is_weight(name)]
        chosen = {id(parameter) for parameter in heavy}
        light = [p for p in [*self.model.parameters(), *self.letters.parameters()] if id(p) not in chosen]
        groups = [{"params": heavy, "weight_decay": 0.02}, {"params": light, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98))

    def run(self) -> None:
        plan, began = self.plan, time.monotonic()
        batches = Batches(self.examples, self.vocabulary, plan.batch, 5)
        recent: deque[tuple[float, float, float]] = deque(maxlen=50)
        for step, batch in enumerate(itertools.islice(batches, plan.steps), 1):
            progress = step / plan.steps
            # Short ones first: where sound and letters meet is found there soonest. Late, what Whisper itself
            # always does: the whole window of thirty seconds, most of it silent.
            batches.longest = 250 if progress < 0.15 else (400 if progress < 0.25 else WINDOW)
            batches.joined = 0.2 if progress > 0.3 else 0.0
            batches.whole = 0.05 if progress > 0.6 else 0.0
            rate = plan.rate * min(1, 20 * progress) * (0.49 * (1 + math.cos(math.pi * progress)) + 0.02)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            recent.append(self._step(batch, 1.0 if progress < 0.4 else 0.3))
            self._keep_average(min(0.998, step / (step + 20)))
            if step % 50 == 0:
                loss, letters, right = (sum(column) / len(recent) for column in zip(*recent, strict=True))
                passed = (time.monotonic() - began) / 60
                print(
                    f"{passed:.1f} min, step {step}, {loss:.3f}, ctc {letters:.3f}, {right:.3f}", flush=True
                )
            if step % plan.save_every == 0:
                self.save()
        self.save()

    def save(self) -> None:
        """The averaged weights, as a checkpoint of openai-whisper."""
        weights = dict(self.average)
        name = "decoder.token_embedding.weight"
        weights[name] = self.vocabulary.spread(weights[name])
        save_openai(self.dimensions, weights, self.out)

    def _step(self, batch: Batch, letters_weight: float) -> tuple[float, float, float]:
        sound = self._encoded(batch.mel)
        logits = self.model.decoder(batch.tokens, sound)
        spelled = self.letters(sound)
        loss = F.cross_entropy(
            logits.flatten(0, 1), batch.expected.flatten(), ignore_index=IGNORED, label_smoothing=0.03
        )
        letters = _letters_loss(spelled, batch.letters)
        self.optimizer.zero_grad(set_to_none=True)
        (loss + letters_weight * letters).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self._pin()
        asked = batch.expected != IGNORED
        right = ((logits.argmax(-1) == batch.expected) & asked).sum() / asked.sum()
        return loss.item(), letters.item(), right.item()

    def _encoded(self, mel: Tensor) -> Tensor:
        """Whisper's encoder, for less than thirty seconds too."""
        encoder = self.model.encoder
        sound = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        sound = (sound + encoder.positional_embedding[: sound.shape[1]]).to(sound.dtype)
        for block in encoder.blocks:
            sound = block(sound)
        return encoder.ln_post(sound)

    def _pin(self) -> None:
        """The last dimension says "not ours": always 1 in the decoder's output, NEVER in the other token."""
        decoder = self.model.decoder
        with torch.no_grad():
            decoder.token_embedding.weight[:, -1] = 0
            decoder.token_embedding.weight[self.vocabulary.other] = 0
            decoder.token_embedding.weight[self.vocabulary.other, -1] = NEVER
            decoder.ln.weight[-1], decoder.ln.bias[-1] = 0, 1

    def _keep_average(self, share: float) -> None:
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                self.average[name].lerp_(value, 1 - share)


def _is_weight(name: str) -> bool:
    """Embeddings and positions are none: decay would only make them forget."""
    return "positional" not in name and "token" not in name


def _letters_loss(spelled: Tensor, letters: list[list[int]]) -> Tensor:
    chances = F.log_softmax(spelled, -1).transpose(0, 1)
    lengths = torch.tensor([len(line) for line in letters])
    if not lengths.any():
        return torch.zeros(())
    frames = torch.full((len(letters),), chances.shape[0])
    targets = torch.tensor([letter for line in letters for letter in line])
    return F.ctc_loss(chances, targets, frames, lengths, zero_infinity=True)
