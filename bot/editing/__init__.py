"""The words of answers as administrators change them: checked, previewed, versioned, undone, and followed by every
replica."""

from bot.editing.checks import Finding
from bot.editing.editor import AnswerPage, Draft, Editor, Line
from bot.editing.refresh import Following, load
from bot.editing.versions import Version

__all__ = ["AnswerPage", "Draft", "Editor", "Finding", "Following", "Line", "Version", "load"]
