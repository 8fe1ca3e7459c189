// The desk without these scripts is a set of forms. With them it follows what happens, keeps drafts and has keys.
import { keepDrafts } from "./desk-drafts.js";
import { follow } from "./desk-live.js";
import { useForms } from "./desk-forms.js";
import { useKeys } from "./desk-keys.js";
import { keepTime } from "./desk-times.js";
import { watchThread } from "./desk-thread.js";

keepTime();
useKeys();
useForms();
keepDrafts();
watchThread();
follow();
