"""Rasa's rule policy without what grows with the conversation.

Rasa works out every state since the beginning of a conversation for each prediction, twice. Rules
look at the last few turns only, so these are all that is worked out; and once, because no rule of
ours names a resident's literal words.
"""

from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation import latest_part

# No rule is longer; checked when training.
TURNS = 4


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
            latest_part(tracker, TURNS), domain, use_text_for_last_user_input, rule_only_data
        )
        return states

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(tracker, domain, False)
        return found
