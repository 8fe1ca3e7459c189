"""The words of answers as administrators change them: checked, previewed, versioned, undone, and followed by every
replica."""

from bot.editing.answers_in_use import AnswersRefresher, load_edits
from bot.editing.checks import Finding
from bot.editing.editor import AnswerPage, Draft, Editor, Line
from bot.editing.versions import Version

__all__ = ["AnswerPage", "AnswersRefresher", "Draft", "Editor", "Finding", "Line", "Version", "load_edits"]
