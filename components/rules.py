"""Rasa's rule policy without what grows with the conversation or with the number of rules.

For each prediction Rasa works out every state since the beginning of a conversation, twice, and tries
every rule on each. Rules look at the latest turns only, so these are all that is worked out; once,
because no rule of ours names a resident's literal words; and only the rules that end with the latest
action and intent are tried.
"""

from collections import defaultdict
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from components.tracker import latest_part

Ending = tuple[str | None, str | None]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class Rules(RulePolicy):
    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        states: list[State] = super()._prediction_states(
            latest_part(tracker, self._turns()), domain, use_text_for_last_user_input, rule_only_data
        )
        return states

    def _turns(self) -> int:
        """As many as the longest rule has, and one more so that a rule never meets the beginning."""
        if "_longest" not in self.__dict__:
            keys = (key for lookup in self.lookup.values() if isinstance(lookup, dict) for key in lookup)
            self._longest = max((key.count(f'"{ACTION_LISTEN_NAME}"') for key in keys), default=0)
        return self._longest + 1

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(tracker, domain, False)
        return found

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        action, intent = _ending(states[-1]) if states else (None, None)
        endings = self._endings(lookup)
        likely = [key for a in {action, None} for i in {intent, None} for key in endings.get((a, i), ())]
        keys: set[str] = super()._get_possible_keys({key: lookup[key] for key in likely}, states)
        return keys

    def _endings(self, lookup: dict[str, str]) -> dict[Ending, list[str]]:
        """The rules by the action and the intent of their last state; worked out once for each set of rules."""
        known = self.__dict__.setdefault("_by_ending", {})
        if id(lookup) not in known:
            endings: dict[Ending, list[str]] = defaultdict(list)
            for key in lookup:
                endings[_ending(self._rule_key_to_state(key)[-1])].append(key)
            known[id(lookup)] = (lookup, endings)  # the rules too, so that no other dictionary gets their id
        found: dict[Ending, list[str]] = known[id(lookup)][1]
        return found


def _ending(state: State) -> Ending:
    return state.get("prev_action", {}).get("action_name"), state.get("user", {}).get("intent")
