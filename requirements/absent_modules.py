"""Stand-ins for libraries that Rasa imports when it starts and our configuration never uses.

Rasa imports TensorFlow for DIET and TED, and the SDK of every channel and broker that it knows, none
of which config.yml, credentials.yml or endpoints.yml name. Installed with a .pth file by
scripts/install-assistant, this puts a stand-in where such a library is missing. Each name looked up
in one is a class again, so that Rasa's own classes can derive from it while their modules load;
making an object of it says what is missing. A library that is really installed is never replaced.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

NAMES = {
    "tensorflow",
    "keras",
    "aio_pika",
    "aiogram",
    "aiormq",
    "boto3",
    "botocore",
    "confluent_kafka",
    "fbmessenger",
    "mattermostwrapper",
    "pymongo",
    "redis",
    "rocketchat_API",
    "slack_sdk",
    "sympy",
    "twilio",
    "webexteamssdk",
}


class _Absent(type):
    """A class whose every attribute is another such class."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent(name, (), {"__module__": f"{cls.__module__}.{cls.__qualname__}"})

    def __call__(cls, *args, **kwargs):
        raise ImportError(
            f"{cls.__module__}.{cls.__qualname__} was left out of this environment "
            "(docs/decisions/0011-lean-assistant.md). requirements/plain-rasa.txt has all of Rasa."
        )


class _AbsentModule(ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent(name, (), {"__module__": self.__name__})


class _Finder:
    """Comes last on the path, so it is asked only for what is not installed."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname.partition(".")[0] in NAMES:
            return ModuleSpec(fullname, cls, is_package=True)
        return None

    @staticmethod
    def create_module(spec):
        return _AbsentModule(spec.name)

    @staticmethod
    def exec_module(module):
        """There is nothing to run."""


sys.meta_path.append(_Finder)
