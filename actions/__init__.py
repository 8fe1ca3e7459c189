"""The assistant's custom actions: Rasa decides when, these decide what is said and which side effect is asked for."""
