"""The words and phrases by which a sentence says yes or no, in English and in Welsh, without apostrophes."""

from __future__ import annotations

from enum import Enum


class Sign(Enum):
    """What one word or phrase adds to the sentence."""

    YES = "yes"
    ECHO = "echo"
    """The question's own verb, which is a yes where nothing follows it: "it is"."""
    GO = "go"
    """Do it: "send it"."""
    LIKELY = "likely"
    """A yes with a hedge: "probably"."""
    NO = "no"
    DENIES = "denies"
    """No, in a sentence of its own: "I do not think so"."""
    NOT = "not"
    """It negates what follows."""
    STOP = "stop"
    """Do not do it, or no longer: "cancel it"."""
    UNSURE = "unsure"
    MIGHT = "might"
    LATER = "later"
    IF = "if"
    BUT = "but"
    CHANGE = "change"
    EASE = "ease"
    """Before a yes it says nothing, after one it takes it back: "ok, don't worry about it"."""
    FILLER = "filler"
    """It says nothing either way: "please", "no problem"."""
    ASK = "ask"
    """At the beginning it makes a question of the sentence."""
    OTHER = "other"
    """A word that we do not know."""


_ENGLISH = {
    Sign.YES: """
        ye|yh|yes|yess|yesss|yeah|yeahh|yea|yeh|yep|yeps|yup|yupp|yas|yass|yus|aye|ayup|ya|yah|si|ok|okay|okey|okie|oki|
        kk|k|okie dokie|okey dokey|oki doki|okey doke|sure|sure thing|sure is|sure does|sure can|for sure|of course|
        course|definitely|def|defo|deffo|absolutely|certainly|indeed|correct|exactly|precisely|perfect|great|good|fine|
        lovely|brilliant|spot on|affirmative|agreed|i agree|agree|confirm|confirmed|i confirm|i can confirm|accept|
        thats it|thats right|that is right|thats correct|that is correct|its right|its correct|it is right|
        it is correct|correct it is|all correct|all right|alright|right|looks right|looks good|looks fine|looks correct|
        sounds good|sounds right|sounds fine|thats fine|that is fine|thats good|thats great|thats perfect|thats ok|
        thats okay|
        thats alright|im happy with that|happy with that|happy to|ideal|please do|do please|too right|damn right|
        bang on|100%|roger|naturally|without doubt|without a doubt|no doubt|by all means|with pleasure|gladly|true|
        thats true|thats the one|everything is right|everything is correct|everythings right|its all right|
        its all correct|all of it is right|sound|you bet|be my guest|yes i am|yes it is|yes i do|yes it does|
        yes it could|yes there is|yes they are
    """,
    Sign.ECHO: """
        y|it is|it was|they are|there is|there are|i am|i have|i would|i can|i will|we are|we have|he is|she is|
        id like that|id love that|i want it|i want that|that would be good|that would be great
    """,
    Sign.GO: """
        go ahead|go for it|go on|go on then|go then|do it|do that|do so|send|send it|send that|send this|send it off|
        send it in|send it please|report it|report that|report this|file it|file that|submit|submit it|submit that|
        pass it on|put it in|put it through|log it|carry on|crack on|proceed|continue|get it done|get it sorted|sort it|
        get on with it|make it so|lets go|lets do it|lets do that|let them know|tell them|you can send it|can send it|
        yes send|post it|book it|raise it|start it|ok go
    """,
    Sign.LIKELY: """
        probably|prob|probs|prolly|likely|very likely|most likely|i think so|think so|i think it is|i think it does|
        i think it could|i think it might|i believe so|i reckon|i reckon so|reckon so|i guess|i guess so|guess so|
        i suppose|i suppose so|suppose so|spose so|i expect so|i imagine so|i would say so|id say so|i should think so|
        i hope so|hopefully|pretty sure|fairly sure|quite sure|almost certainly|apparently|sort of|kind of|kinda|sorta|
        more or less|mostly|partly|in a way|a bit|a little|could do|it could do|could be|it could be|can do|its fine|
        its ok|its okay|its alright|all good|it should be|should be ok|if i must|if you must|if you like|if you want|
        if you want to|why not|go on if you like|as far as i know|afaik|far as i know|so i believe|so im told|
        technically|as you wish|up to you|it could|it can|it would|they could|they can|there could be|it does|i do|
        they do|he does|she does|it did|we do|it will|it has
    """,
    Sign.NO: "n|no|nope|nop|nah|naw|nay|na|nae|noo|nooo|nooooo",
    Sign.DENIES: """
        negative|nobodys|no way|no chance|not a chance|no ta|no thanks|no thank you|nty|no thx|nothanks|not at all|
        not really|not particularly|not especially|not quite|not true|not right|not correct|not so|not interested|
        not needed|not necessary|not required|not for me|not that i know|not that i know of|not that im aware|
        not that im aware of|not that i can see|not as far as i know|not to my knowledge|not likely|unlikely|
        very unlikely|highly unlikely|i doubt it|doubt it|doubtful|i dont think so|dont think so|i do not think so|
        do not think so|i dont believe so|i dont think it is|i dont think it does|i dont think it could|
        i dont think it will|i dont think it would|i dont reckon|i dont reckon so|id say not|i would say not|
        i think not|i hope not|hopefully not|probably not|prob not|maybe not|perhaps not|possibly not|definitely not|
        absolutely not|certainly not|of course not|course not|obviously not|better not|best not|id rather not|
        i would rather not|rather not|id prefer not|i would prefer not|prefer not to|i would not|wouldnt say so|
        would not say so|i wouldnt|wrong|thats wrong|that is wrong|its wrong|it is wrong|incorrect|false|untrue|as if|
        fat chance|hell no|no need|theres no need|there is no need|neither|not for us|wrong way round
    """,
    Sign.NOT: """
        not|dont|do not|doesnt|does not|didnt|did not|isnt|is not|arent|are not|wasnt|was not|wont|will not|wouldnt|
        would not|couldnt|could not|shouldnt|should not|cant|cannot|can not|hasnt|havent|aint|never|dont want to|
        i dont want to|i dont want you to|i do not want to|i do not want you to|do not want to|dont bother|
        do not bother|no need to|theres no need to|there is no need to|refuse to|i refuse to|no longer want to|im not|
        i am not|it isnt|it is not|its not|it doesnt|it does not|it wont|it will not|it couldnt|it could not|it hasnt|
        it cant|they dont|they arent|they are not|there isnt|there is not|there arent|i dont|i do not|i didnt|i havent|
        nobody|nothing|none|thats not|that is not|that isnt|thats no|no one|noone
    """,
    Sign.STOP: """
        cancel|cancel it|cancel that|cancel this|cancel everything|cancelled|stop|stop it|stop that|stop this|scrap it|
        scrap that|scrap this|scrap|bin it|drop it|leave it|leave that|leave it then|just leave it|leave it out|
        forget it|forget that|forget about it|forget this|never mind|nevermind|nvm|changed my mind|ive changed my mind|
        i have changed my mind|change my mind|abort|delete|delete it|undo|withdraw|withdraw it|ignore it|ignore that|
        ignore me|disregard|start again|start over|begin again|quit|exit|end it|end this|do nothing|no longer|
        not any more|not anymore|i dont want that|i dont want it|dont want it|dont want that|i do not want it|
        do not want|dont want|not bothered|cant be bothered|call it off|take it back|i take it back|skip it|hold off|
        changed my mind about it|its been fixed|its fixed|it has been fixed|already reported it|sorted already|
        its sorted|already sorted|refuse|i refuse|decline|i decline
    """,
    Sign.UNSURE: """
        not sure|im not sure|i am not sure|not too sure|not really sure|not 100 sure|not entirely sure|not certain|
        unsure|im unsure|dont know|i dont know|do not know|i do not know|dont no|i dont no|dunno|i dunno|dno|idk|
        no idea|ive no idea|i have no idea|no clue|not a clue|havent a clue|havent got a clue|i havent a clue|cant say|
        cant tell|i cant tell|couldnt say|couldnt tell you|couldnt tell|hard to say|hard to tell|difficult to say|
        hard to know|maybe|mabey|mayb|perhaps|possibly|poss|who knows|god knows|search me|beats me|no way of knowing|
        cant remember|i cant remember|i forget|unclear|not clear|its unclear|undecided|in two minds|torn|50 50|
        fifty fifty|either|either way|dont mind|i dont mind|not fussed|whatever|whichever|im confused|confused|
        i dont understand|dont understand|what do you mean|not sure about that|havent decided|i havent decided|
        wondering|i wonder|having second thoughts|second thoughts|have doubts|doubts
    """,
    Sign.MIGHT: "might|may|it might|it may|they might|might do|may do|might be|may be|it might be|it may be",
    Sign.LATER: """
        later|later on|not yet|not now|not just yet|not right now|not today|not at the moment|not for now|tomorrow|tmrw|
        tonight|another time|some other time|next week|in a bit|in a minute|in a min|in a sec|in a moment|in a while|
        wait|please wait|wait a minute|wait a sec|wait please|hang on|hang on a sec|hold on|hold on a sec|one sec|
        one moment|one minute|just a sec|just a minute|just a moment|give me a minute|give me a sec|gimme a sec|
        gimme a min|bear with me|let me think|let me think about it|let me check|let me see|let me look|
        ill think about it|i will think about it|think about it|think about that|think it over|need to think|need time|
        sleep on it|ill let you know|i will let you know|let you know|get back to you|come back to you|ill check|
        i will check|need to check|have to check|must check|ask my|let me ask|when i get home|when im home|
        when i get back|after work|before you send it|before you do|before i decide|first|hmm|hmmm|hm|postpone|delay|
        in the morning|for now|at some point|one day|leave it as it is|leave it like that|leave it like it is|
        keep it as it is|keep it like that|im good|im fine|im ok|im okay|im alright|im all right|i am good|i am fine|
        i am ok|i am okay|yeah right|yes and no|yes or no|youre alright|youre all right|ur alright|your alright|
        youre ok|youre good|were good
    """,
    Sign.IF: """
        if|unless|depends|it depends|depending|depend|provided|providing|only if|as long as|so long as|on condition|
        assuming|except|only when|only after|until|till
    """,
    Sign.BUT: "but|however|although|though|except that|only that|apart from|bar",
    Sign.CHANGE: """
        correct it|correct this|correct that|correct the|correct my|please correct|change|change it|change that|changes|
        changed|edit|amend|correction|instead|should be|should say|
        should have been|supposed to be|meant to be|i meant|i mean|actually its|actually it is|alter|fix the|update|add|
        remove|swap|not that one|the other one|different
    """,
    Sign.ASK: """
        is it|is this|is that|is there|are there|are you|can i|can we|can you|can someone|could you|could i|could we|
        do i|do you|do we|does it|does that|did you|should i|should we|will it|will you|will that|would you|would it|
        has it|have you|what|when|where|who|why|how|which|whose
    """,
    Sign.EASE: """
        dont worry|dont worry about it|dont worry about that|dont worry then|do not worry|do not worry about it|
        not to worry|dont trouble yourself|dont trouble yourselves|dont go to any trouble
    """,
    Sign.FILLER: """
        um|umm|ummm|erm|er|please|pls|plz|plse|thanks|thank you|thankyou|thx|ta|cheers|ty|tia|many thanks|
        thanks very much|thank you very much|thanks a lot|thank you so much|thanks so much|sorry|sry|mate|love|pal|hun|
        duck|sir|madam|man|bro|bruv|ma am|dear|darling|oh|ah|aw|well|so|then|just|now|right now|today|all|both|very|
        really|quite|much|too|that|this|it|its|is|was|the|a|an|to|of|i|im|me|my|you|your|we|us|they|them|he|she|there|
        here|be|been|do|does|did|have|has|will|would|can|and|or|also|lol|haha|x|xx|xxx|asap|as soon as possible|quickly|
        quick|hurry|hurry up|straight away|immediately|said|from|want|need|like|would like|id like|i would like|try|tho|
        hello|hi|hey|please and thank you|that will be all|thats all|that is all|thatll do|no problem|no problems|
        no probs|no prob|no bother|no worries|not a problem|no trouble|no objection|no objections|no harm|no rush|
        no hurry|no fuss|no need to wait|no need to change|no changes|no change|no changes needed|no change needed|
        nothing to change|nothing to add|no corrections|no mistakes|no complaints|no issues|nothing wrong|
        nothing is wrong|nothings wrong|no time like the present|no reason not to|cant see why not|dont see why not|
        i dont see why not|no questions|dont be silly|dont wait|do not wait|
        dont change it|dont change anything|dont change a thing|do not change anything|cant wait|
        if you could|if you can|if possible|if you would|if you dont mind|if you will|if thats ok|if thats okay|
        if that is ok|if its ok|if it helps|if need be|when you can|when youre ready|when you are ready|as you like|
        report|photo|picture|send me|updates|news|email|emails|text|texts|thats|theres|whats|actually|hell|one|get hurt|
        gets hurt|be hurt|been hurt|got hurt|hurt anyone|hurt anybody|hurt someone|hurt somebody|hurt people|hurt|harm|
        harmful|dangerous|in danger|a danger|at risk|no issue|any|anyone|anybody|at all
    """,
}

_WELSH = {
    Sign.YES: """
        ie|ia|oes|ydy|ydi|ydyw|ydw|ydyn|ydych|ydan|ydynt|ydyn nhw|oedd|oeddwn|bydd|byddai|byddwn|byddaf|buasai|basai|
        baswn|gwnaf|gwna i|mi wna i|gwnaiff|gwneith|gwnewch|caf|ca i|cewch|cei|cawn|gallai|gallaf|galla i|gall|gallwch|
        hoffwn|hoffen|dylai|dylwn|iawn|ocê|oce|siwr|siŵr|siwr iawn|siŵr iawn|wrth gwrs|cywir|mae hynnyn gywir|
        maen gywir|mae hynnyn iawn|maen iawn|mae hwnnan iawn|mae hynnan iawn|dynan iawn|dyna ni|dyna fo|dyna fe|
        yn union|hollol|yn hollol|yn bendant|bendant|yn sicr|sicr|perffaith|gwych|da iawn|grêt|gret|cytuno|dwin cytuno|
        rwyn cytuno|rwyn cadarnhau|cadarnhau|ydy mae|ydi mae|oes mae|ie plis|ie plîs|ie wir|ydy wir|edrych yn iawn|
        maen edrych yn iawn|yn iawn
    """,
    Sign.GO: """
        anfonwch|anfonwch o|anfonwch e|anfonwch ef|anfonwch hi|anfonwch hwn|anfonwch hwnna|anfonwch y peth|anfona|
        anfona fo|anfona fe|ewch ymlaen|ewch amdani|cer ymlaen|dos ymlaen|ymlaen|ymlaen â chi|ymlaen a chi|
        gwnewch hynny|gwnewch o|gwnewch e|gwna fo|gwna fe|gwnewch|riportiwch|riportiwch o|adroddwch|adroddwch o|
        cyflwynwch|cyflwynwch o|danfonwch|danfonwch e|hala fe|halwch e|gyrrwch o|gyrra fo|gyrrwch|parhewch|
        cariwch ymlaen|amdani
    """,
    Sign.LIKELY: """
        mae n debyg|maen debyg|mae n siwr|maen siwr|maen siŵr|siwr o fod|siŵr o fod|mwy na thebyg|dwin meddwl|
        rwyn meddwl|dw in meddwl|dwin meddwl hynny|dwin meddwl bod|dwin credu|rwyn credu|dw in credu|am wn i|
        hyd y gwn i|gobeithio|os ydych chi eisiau|os dach chi isio|os ti isio|os chin moyn|pam lai|o bosib ie|
        gallai fod|mi all fod|ella bod
    """,
    Sign.NO: "na|nage|naddo",
    Sign.DENIES: """
        nac ydw|nac ydy|nac ydi|nac ydyw|nac ydyn|nac oes|nac oedd|nag ydw|nag ydy|nag ydi|nag oes|nag oedd|nacdw|nacdi|
        nagoes|na fydd|na fydda|na fyddai|na wnaf|na wna i|na chaf|na cha i|na allai|na all|na hoffwn|na faswn|
        na ddylai|dim diolch|na dim diolch|dim o gwbl|ddim o gwbl|ddim yn wir|ddim really|dim byd|neb|byth|anghywir|
        mae hynnyn anghywir|maen anghywir|dydy hynny ddim yn iawn|dydi hynna ddim yn iawn|ddim yn iawn|ddim yn gywir|
        dim angen|does dim angen|dwi ddim yn meddwl|dw i ddim yn meddwl|dydw i ddim yn meddwl|dwi ddim yn meddwl hynny|
        dwi ddim yn credu|dw i ddim yn credu|sain credu|sa in credu|sain meddwl|sa i n meddwl|gobeithio ddim|
        well gen i beidio|well i mi beidio|well peidio|mae well gen i beidio|annhebygol|go brin|dim y tro yma|
        bendant ddim|yn bendant ddim|wrth gwrs ddim|dydw i ddim|dw i ddim|dwi ddim|dydy o ddim|dydi o ddim|dyw e ddim|
        sai
    """,
    Sign.NOT: """
        ddim|dim|peidiwch|paid|peidiwch ag|peidiwch â|peidiwch a|paid â|paid a|paid ag|dwi ddim isio|dwi ddim eisiau|
        dw i ddim eisiau|dw i ddim isio|dydw i ddim eisiau|sain moyn|sa in moyn|ddim eisiau|ddim isio|ddim moyn
    """,
    Sign.STOP: """
        peidiwch plis|plis peidiwch|peidiwch âi anfon|peidiwch ai anfon|paid âi anfon|paid ai anfon|peidiwch ag anfon|
        peidiwch â gwneud|peidiwch a gwneud|canslo|canslwch|canslwch o|canslwch e|cansla|stop|stopio|stopiwch|
        anghofiwch|anghofiwch o|anghofiwch e|anghofiwch hi|anghofia|anghofia fo|anghofia fe|gadewch o|gadewch e|
        gadewch hi|gadewch iddo|gadael o|gad o|gad e|gadael fe|dwi wedi newid fy meddwl|rwyf wedi newid fy meddwl|
        wedi newid fy meddwl|newid fy meddwl|dim ots|dim ots gen i|dileu|dilewch|dechrau eto|dechrau o r newydd|
        dechrau or newydd
    """,
    Sign.UNSURE: """
        ddim yn siwr|ddim yn siŵr|dim yn siwr|dim yn siŵr|dwi ddim yn siwr|dwi ddim yn siŵr|dw i ddim yn siŵr|
        dw i ddim yn siwr|dydw i ddim yn siŵr|dydw i ddim yn siwr|ansicr|ddim yn gwybod|dwi ddim yn gwybod|
        dw i ddim yn gwybod|dydw i ddim yn gwybod|dwn i ddim|dwnim|dwnim wir|sain gwybod|sa in gwybod|sain siŵr|
        sain siwr|sa in siŵr|sa in siwr|smo fin gwybod|dim syniad|does gen i ddim syniad|sdim syniad da fi|dim clem|
        efallai|falle|falla|hwyrach|ella|ellai|o bosib|o bosibl|maen bosib|mae n bosib|anodd dweud|anodd deud|pwy a ŵyr|
        pwy a wyr|dwi ddim yn cofio|dw i ddim yn cofio|dwi ddim yn deall|dw i ddim yn deall|dydw i ddim yn deall|
        dwi mewn dau feddwl
    """,
    Sign.LATER: """
        nes ymlaen|yn nes ymlaen|wedyn|yn hwyrach|hwyrach ymlaen|yfory|fory|heno|eto|ddim eto|dim eto|ddim nawr|
        ddim rwan|ddim rŵan|dim nawr|dim rwan|dim rŵan|ddim heddiw|dim heddiw|aros|arhoswch|arhosa|arhoswch funud|
        aros funud|hanner munud|munud|un funud|funud fach|daliwch ymlaen|dal ymlaen|gadewch i mi feddwl|gad i mi feddwl|
        ga i feddwl|ga i feddwl am y peth|meddwl am y peth|angen meddwl|rhaid i mi feddwl|mi feddylia i|rhaid i mi ofyn|
        gadewch i mi weld|gad i mi weld|wythnos nesaf|rhywbryd eto|tro arall|ar ôl|ar ol|cyn i chi|yn y bore|ie a na
    """,
    Sign.IF: "os|oni bai|dim ond os|mae n dibynnu|maen dibynnu|dibynnu|cyn belled â|cyn belled a|ar yr amod",
    Sign.BUT: "ond|er|heblaw",
    Sign.CHANGE: "newid|newidiwch|newidia|cywirwch|cywira|yn lle|dylai fod|cywiriad",
    Sign.EASE: """
        peidiwch â phoeni|peidiwch a phoeni|paid â phoeni|paid a phoeni|peidiwch â phoeni am y peth|
        peidiwch a phoeni am y peth|peidiwch â phoeni am hynny|paid â phoeni am y peth
    """,
    Sign.FILLER: """
        diolch|diolch yn fawr|diolch i chi|diolch yn fawr iawn|sori|mae n ddrwg gen i|maen ddrwg gen i|helo|shwmae|
        hynny|hyn|hwn|hwnna|hynna|o|e|fo|fe|hi|y|yr|yn|n|mae|wir|wel|nawr|rŵan|rwan|heddiw|wedi|i|fi|mi|chi|ti|a|ac|
        dim problem|dim problemau|dim brys|dim newid|dim newidiadau|
        peidiwch âi newid|peidiwch ai newid|cyn gynted â phosib|cyn gynted a phosib|ar unwaith|
        os yn bosib|os yw hynnyn iawn|os yn iawn|plis|plîs|os gwelwch yn dda|os gweli di n dda|os gweli din dda|
        peidiwch â newid dim|peidiwch a newid dim|peidiwch â newid unrhyw beth
    """,
}
EMOJI = {
    **dict.fromkeys("👍👌✅✔☑🆗🙆💯🙋🤙👏🤝", Sign.YES),
    **dict.fromkeys("👎❌✖🚫🙅⛔🛑", Sign.NO),
    **dict.fromkeys("🤷🤔😕🤨", Sign.UNSURE),
}


def _phrases() -> dict[tuple[str, ...], Sign]:
    """Each phrase by its words. Where both languages have one, English counts, except for what is not listed there."""
    found: dict[tuple[str, ...], Sign] = {}
    for table in (_WELSH, _ENGLISH):
        for sign, listed in table.items():
            for phrase in listed.replace("\n", " ").split("|"):
                found[tuple(phrase.split())] = sign
    return found


PHRASES = _phrases()
ALONE = dict.fromkeys(("please", "pls", "plz", "plis", "plîs", "os gwelwch yn dda", "do"), Sign.YES)
"""What is an answer only where nothing else is said; Welsh "do" is a yes to what has happened."""
