"""The sentences of the journal's page, by act."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# Each may use %(person)s, %(child)s and what the line's data holds; %(account)s is the person with
# the username, for where two accounts have one name, and so are those of `OTHERS`.
SENTENCES: dict[str, str | Promise] = {
    "alert.told": gettext_lazy(
        "told %(person)s and the administrators responsible by e-mail (%(alert)s)"
    ),
    "absence.confirmed": gettext_lazy(
        "confirmed that %(child)s is away from %(from)s to %(until)s"
    ),
    "absence.declined": gettext_lazy(
        "did not accept that %(child)s is away from %(from)s to %(until)s"
    ),
    "absence.entered": gettext_lazy(
        "noted from a phone call that %(child)s is away from %(from)s to %(until)s"
    ),
    "absence.exported": gettext_lazy("downloaded the file of reported absence (%(reports)s)"),
    "absence.reported": gettext_lazy("reported that %(child)s is away from %(from)s to %(until)s"),
    "absence.withdrawn": gettext_lazy(
        "withdrew the report that %(child)s is away from %(from)s to %(until)s"
    ),
    "address.confirmed": gettext_lazy("%(person)s confirmed the new e-mail address"),
    "address.link-sent": gettext_lazy("sent %(person)s a link to confirm the new address"),
    "address.withdrawn": gettext_lazy("withdrew the new e-mail address of %(person)s"),
    "viewing.begun": gettext_lazy(
        "began to view as %(person)s, until %(until)s at most: %(reason)s"
    ),
    "viewing.ended": gettext_lazy("stopped viewing as %(person)s (%(ending)s)"),
    "breach.changed": gettext_lazy("changed what the register says of breach %(breach)s"),
    "breach.drafted": gettext_lazy(
        "a draft of breach %(breach)s was made, because a parent said that a child is not theirs"
    ),
    "breach.recorded": gettext_lazy("recorded breach %(breach)s"),
    "child.viewed": gettext_lazy("looked at %(children)s (%(what)s)"),
    "command.exported": gettext_lazy("listed %(people)s people with the command %(command)s"),
    "consent.changed": gettext_lazy(
        "%(child)s, of age, changed what %(person)s may see to: %(areas)s"
    ),
    "consent.given": gettext_lazy("%(child)s, of age, allowed %(person)s to see: %(areas)s"),
    "consent.withdrawn": gettext_lazy(
        "%(child)s, of age, no longer allows %(person)s to see anything"
    ),
    "contact.accepted": gettext_lazy("accepted the new contact data that %(person)s had sent"),
    "contact.declined": gettext_lazy("did not accept the new contact data of %(person)s"),
    "contact.sent": gettext_lazy("%(person)s sent new contact data to the school"),
    "contact.withdrawn": gettext_lazy("%(person)s withdrew the new contact data"),
    "copy.made": gettext_lazy(
        "made a copy of all data of %(person)s (%(entries)s entries): %(reason)s"
    ),
    "copy.taken": gettext_lazy(
        "%(person)s downloaded a copy of their own data (%(entries)s entries)"
    ),
    "credential.guessed": gettext_lazy(
        "typed so many wrong codes that the code of %(person)s stopped working"
    ),
    "credential.issued": gettext_lazy("issued a sign-in code or link to %(person)s (%(channel)s)"),
    "credential.redeemed": gettext_lazy(
        "%(person)s used a sign-in code or link and chose a password"
    ),
    "credential.voided": gettext_lazy("the sign-in code or link of %(person)s stopped working"),
    "guard.accepted": gettext_lazy("let import %(import)s pass a guard: %(reason)s"),
    "import.applied": gettext_lazy("applied import %(import)s"),
    "import.discarded": gettext_lazy("discarded import %(import)s"),
    "import.second-asked": gettext_lazy(
        "asked someone else to confirm import %(import)s, which a guard has stopped: %(reason)s"
    ),
    "import.exported": gettext_lazy("downloaded %(rows)s skipped rows of import %(import)s"),
    "import.planned": gettext_lazy("import %(import)s was read and planned"),
    "import.received": gettext_lazy("uploaded a file for import %(import)s"),
    "import.refused": gettext_lazy("import %(import)s was refused"),
    "import.thinned": gettext_lazy("deleted the rows of import %(import)s"),
    "import.undone": gettext_lazy("undid import %(import)s"),
    "import.stale": gettext_lazy("the plan of import %(import)s was out of date"),
    "journal.read": gettext_lazy("read in the journal about %(children)s"),
    "journal.thinned": gettext_lazy(
        "deleted %(lines)s entries of the journal from before %(before)s"
    ),
    "letters.fetched": gettext_lazy("downloaded the letters of batch %(batch)s (%(letters)s)"),
    "letters.made": gettext_lazy("%(letters)s letters in batch %(batch)s were made"),
    "letters.ordered": gettext_lazy(
        "ordered %(letters)s letters or e-mails (batch %(batch)s); %(left_out)s were skipped"
    ),
    "letters.returned": gettext_lazy("an e-mail came back: %(returned)s"),
    "letters.sent": gettext_lazy("%(sent)s e-mails in batch %(batch)s were sent"),
    "letters.stopped": gettext_lazy("stopped batch %(batch)s"),
    "letters.tried-again": gettext_lazy("e-mails are sent to the address again"),
    "message.answered": gettext_lazy("answered the school about %(child)s"),
    "message.begun": gettext_lazy("wrote to the school about %(child)s"),
    "message.closed": gettext_lazy("closed a conversation with a parent of %(child)s"),
    "message.handed-over": gettext_lazy(
        "handed a conversation with a parent of %(child)s over to the office"
    ),
    "message.reopened": gettext_lazy("opened a conversation with a parent of %(child)s again"),
    "message.sent": gettext_lazy("wrote to a parent of %(child)s"),
    "message.sent-to-class": gettext_lazy(
        "wrote to the parents of %(class)s (%(conversations)s conversations)"
    ),
    "message.withdrawn": gettext_lazy("withdrew a message to a parent of %(child)s"),
    "message.withdrawn-from-class": gettext_lazy(
        "withdrew a message to the parents of %(class)s (%(conversations)s conversations)"
    ),
    "meeting.booked": gettext_lazy("booked a meeting about %(child)s on %(at)s (%(title)s)"),
    "meeting.called-off": gettext_lazy(
        "cancelled the meeting about %(child)s on %(at)s (%(title)s) for the school"
    ),
    "meeting.cancelled": gettext_lazy(
        "cancelled the meeting about %(child)s on %(at)s (%(title)s)"
    ),
    "meeting.changed": gettext_lazy(
        "moved the own meeting about %(child)s from %(from)s to %(at)s (%(title)s)"
    ),
    "meeting.closed": gettext_lazy("closed the time %(at)s (%(title)s)"),
    "meeting.entered": gettext_lazy(
        "booked a meeting about %(child)s on %(at)s for someone who phoned (%(title)s)"
    ),
    "meeting.exported": gettext_lazy("downloaded the list of meetings %(title)s (%(meetings)s)"),
    "meeting.moved": gettext_lazy(
        "moved the meeting about %(child)s from %(from)s to %(at)s (%(title)s) for the school"
    ),
    "meeting.offered": gettext_lazy("offered parents %(times)s times from %(at)s on (%(title)s)"),
    "meeting.opened": gettext_lazy("opened the time %(at)s again (%(title)s)"),
    "meeting.released": gettext_lazy(
        "the meeting about %(child)s on %(at)s was released, because the parent no longer has "
        "access (%(title)s)"
    ),
    "meeting.withdrawn": gettext_lazy("cancelled all meetings that are still to come: %(title)s"),
    "notice.answered": gettext_lazy("answered the notice “%(title)s” for %(child)s"),
    "notice.settled": gettext_lazy("settled the answer to “%(title)s” for %(child)s: %(reason)s"),
    "notifications.changed": gettext_lazy("%(person)s chose which e-mails about news to get"),
    "notifications.device-added": gettext_lazy("%(person)s lets a device show news"),
    "notifications.device-removed": gettext_lazy("%(person)s lets a device no longer show news"),
    "notifications.stopped": gettext_lazy(
        "stopped the e-mails about news to %(person)s, by the link in one of them"
    ),
    "organisation.changed": gettext_lazy("changed %(name)s of %(path)s from %(from)s to %(to)s"),
    "feed.made": gettext_lazy("made a calendar address of their own"),
    "feed.ended": gettext_lazy("ended a calendar address of their own"),
    "layout.changed": gettext_lazy("changed what parents see at %(path)s"),
    "organisation.removed": gettext_lazy("removed the organisation %(path)s"),
    "organisation.added": gettext_lazy("added the organisation %(path)s"),
    "mark.made": gettext_lazy("entered a mark in the register of %(child)s for %(day)s"),
    "mark.withdrawn": gettext_lazy("withdrew a mark in the register of %(child)s"),
    "password.changed": gettext_lazy("%(person)s changed the password"),
    "password.taken": gettext_lazy("removed the password of %(person)s: %(reason)s"),
    "password.reset": gettext_lazy("%(person)s chose a new password by e-mail"),
    "password.reset-sent": gettext_lazy("sent %(person)s an e-mail for a new password"),
    "pending.cancelled": gettext_lazy(
        "%(person)s no longer has a pending relationship with %(value)s"
    ),
    "pending.held-back": gettext_lazy("a block kept %(person)s and %(child)s apart"),
    "person.announced": gettext_lazy(
        "told the administrators by e-mail of the new administrator %(person)s (%(sent)s)"
    ),
    "person.added": gettext_lazy("added %(person)s"),
    "person.changed": gettext_lazy("changed %(person)s: %(changes)s"),
    "person.is-one": gettext_lazy("confirmed that %(person)s is one person with this name"),
    "person.moved": gettext_lazy("changed the organisations of %(person)s"),
    "person.different": gettext_lazy("decided that %(account)s and %(other)s are two people"),
    "person.key-moved": gettext_lazy(
        "moved the former key %(key)s from %(person)s to %(receiver)s: %(reason)s"
    ),
    "person.key-released": gettext_lazy(
        "decided that the former key %(key)s no longer leads to %(person)s: %(reason)s"
    ),
    "person.merged": gettext_lazy(
        "merged the account of %(gone)s into that of %(account)s: %(reason)s"
    ),
    "person.merged-away": gettext_lazy(
        "the account of %(account)s was merged into that of %(kept)s: %(reason)s"
    ),
    "person.parted": gettext_lazy(
        "the account of %(account)s is separate again from that of %(kept)s"
    ),
    "person.unmerged": gettext_lazy(
        "undid the merge of the account of %(gone)s into that of %(account)s: %(reason)s"
    ),
    "person.not-of-age": gettext_lazy(
        "ended that %(person)s counts as of age by a wrong birth date: %(reason)s"
    ),
    "person.woken": gettext_lazy("woke the account of %(person)s"),
    "person.erased": gettext_lazy("erased the data of %(person)s: %(reason)s"),
    "person.erasure-asked": gettext_lazy("asked for the data of %(person)s to be erased"),
    "person.erasure-stopped": gettext_lazy("the data of %(person)s was not erased"),
    "person.let-in-again": gettext_lazy(
        "allowed %(person)s, who was erased, to be added again: %(reason)s"
    ),
    "person.restored": gettext_lazy("restored %(person)s from the trash"),
    "person.trashed": gettext_lazy("moved %(person)s to the trash"),
    "pupils.exported": gettext_lazy("downloaded names and keys of %(pupils)s pupils"),
    "question.asked-again": gettext_lazy(
        "asked again about %(person)s and %(child)s (%(kind)s, %(value)s; it was %(answer)s): "
        "%(reason)s"
    ),
    "question.cancelled": gettext_lazy(
        "cancelled the pending relationship of %(person)s with %(value)s (%(kind)s)"
    ),
    "question.connected": gettext_lazy(
        "decided that %(value)s, named for %(person)s, means %(child)s: %(reason)s"
    ),
    "question.moved": gettext_lazy("let the former key of %(person)s go to %(value)s"),
    "question.sent": gettext_lazy("%(person)s wrote that they should see another child: %(value)s"),
    "question.read": gettext_lazy(
        "decided how a cell of %(child)s’s row is to be read (%(value)s): %(reason)s"
    ),
    "question.same": gettext_lazy("decided that a file’s %(value)s is still %(person)s"),
    "question.other": gettext_lazy("decided that a file’s %(value)s is not %(person)s"),
    "question.kept": gettext_lazy(
        "decided to leave it as it is for %(person)s and %(child)s (%(kind)s, %(value)s): "
        "%(reason)s"
    ),
    "password.disputed": gettext_lazy(
        "%(person)s said that a change was not theirs, and shut the account (%(notice)s)"
    ),
    "entry.changed": gettext_lazy("changed by hand: %(records)s, “%(title)s”, for %(for)s"),
    "entry.made": gettext_lazy("entered by hand: %(records)s, “%(title)s”, for %(for)s"),
    "entry.withdrawn": gettext_lazy("withdrew: %(records)s, “%(title)s”, for %(for)s"),
    "factor.added": gettext_lazy("%(person)s set up a second step (%(factor)s)"),
    "factor.all_removed": gettext_lazy("%(person)s began to set up the second step again"),
    "factor.allowed": gettext_lazy("%(person)s used a code to set up a second step (%(channel)s)"),
    "factor.copied": gettext_lazy("a copy of a passkey of %(person)s was used"),
    "factor.guessed": gettext_lazy(
        "so many wrong codes were tried that the app of %(person)s opens nothing more"
    ),
    "factor.recovery_made": gettext_lazy("%(person)s made new recovery codes"),
    "factor.recovery_used": gettext_lazy("%(person)s signed in with a recovery code"),
    "factor.released": gettext_lazy("allowed %(person)s to set up a new second step: %(reason)s"),
    "factor.removed": gettext_lazy("%(person)s removed a second step (%(factor)s)"),
    "identity.linked": gettext_lazy("%(person)s connected an account at %(provider)s (%(how)s)"),
    "identity.removed": gettext_lazy("%(person)s removed the account at %(provider)s"),
    "identity.taken": gettext_lazy("removed the account of %(person)s at %(provider)s: %(reason)s"),
    "provider.added": gettext_lazy("set up the identity provider %(name)s"),
    "provider.changed": gettext_lazy("changed the identity provider %(name)s"),
    "provider.removed": gettext_lazy(
        "removed the identity provider %(name)s with the accounts of %(count)s people"
    ),
    "release.asked": gettext_lazy("asked for a release of the account of %(person)s"),
    "release.given": gettext_lazy("released the account of %(person)s to another office"),
    "release.refused": gettext_lazy("did not release the account of %(person)s: %(reason)s"),
    "relationship.disputed": gettext_lazy(
        "%(person)s said that %(child)s is not their child (seen since %(since)s): %(reason)s"
    ),
    "relationship.blocked": gettext_lazy("blocked %(person)s and %(child)s: %(reason)s"),
    "relationship.block-reviewed": gettext_lazy(
        "decided that %(person)s and %(child)s stay blocked (%(block_basis)s, review: %(review)s): "
        "%(reason)s"
    ),
    "relationship.proposed": gettext_lazy("proposed %(person)s for %(child)s"),
    "relationship.continues": gettext_lazy(
        "decided that the access of %(person)s to %(child)s continues after the coming of age "
        "(%(basis)s): %(reason)s"
    ),
    "relationship.continues-no-more": gettext_lazy(
        "decided that the access of %(person)s to %(child)s no longer continues after the coming "
        "of age: %(reason)s"
    ),
    "relationship.confirmed": gettext_lazy(
        "confirmed by hand that %(person)s belongs to %(child)s"
    ),
    "relationship.connected": gettext_lazy("connected %(person)s and %(child)s"),
    "relationship.granted": gettext_lazy(
        "approved that %(person)s may see %(child)s (the file: %(file)s): %(reason)s"
    ),
    "protection.changed": gettext_lazy("changed the protected identity of %(person)s: %(reason)s"),
    "protection.ended": gettext_lazy("ended the protected identity of %(person)s: %(reason)s"),
    "protection.made": gettext_lazy("protected the identity of %(person)s: %(reason)s"),
    "protection.told": gettext_lazy(
        "told %(whom)s by e-mail that %(person)s looked at the page of %(child)s"
    ),
    "protection.named": gettext_lazy("named themselves to open %(person)s: %(reason)s"),
    "protection.unnamed": gettext_lazy("took from %(other)s the right to open %(person)s"),
    "relationship.disconnected": gettext_lazy("disconnected %(person)s and %(child)s: %(reason)s"),
    "relationship.merged": gettext_lazy(
        "%(person)s and %(child)s are %(state)s after a merge of accounts (%(from)s)"
    ),
    "relationship.parted": gettext_lazy(
        "%(person)s and %(child)s are %(state)s after a merge of accounts was undone (%(from)s)"
    ),
    "relationship.lift-asked": gettext_lazy(
        "asked to lift the block of %(person)s and %(child)s: %(reason)s"
    ),
    "relationship.unblocked": gettext_lazy(
        "lifted the block of %(person)s and %(child)s: %(reason)s"
    ),
    "learning-plan.made": gettext_lazy("wrote a learning plan for %(child)s: “%(title)s”"),
    "learning-plan.changed": gettext_lazy("changed a learning plan of %(child)s: “%(title)s”"),
    "learning-plan.withdrawn": gettext_lazy("withdrew a learning plan of %(child)s"),
    "learning-plan.commented": gettext_lazy(
        "commented on a learning plan of %(child)s: “%(title)s”"
    ),
    "learning-plan.comment-withdrawn": gettext_lazy(
        "withdrew a comment on a learning plan of %(child)s: “%(title)s”"
    ),
    "document.made": gettext_lazy("gave the parents of %(child)s a document: “%(title)s”"),
    "document.changed": gettext_lazy(
        "corrected a document for %(child)s: “%(title)s” (before: “%(was)s”)"
    ),
    "document.withdrawn": gettext_lazy("withdrew a document for %(child)s"),
    "remark.made": gettext_lazy("wrote a remark about %(child)s"),
    "remark.withdrawn": gettext_lazy("withdrew a remark about %(child)s"),
    "result.made": gettext_lazy("entered a result of %(child)s (%(title)s)"),
    "result.withdrawn": gettext_lazy("withdrew a result of %(child)s"),
    "retention.done": gettext_lazy(
        "deleted or moved to the trash %(in_all)s things, as the retention schedule says"
    ),
    "rights.forgotten": gettext_lazy(
        "decided that the school’s default applies to what %(person)s sees of %(child)s: %(reason)s"
    ),
    "rights.lifted": gettext_lazy(
        "ended what import %(import)s said %(person)s may see of %(child)s: %(reason)s"
    ),
    "rights.set": gettext_lazy(
        "set what %(person)s may see of %(child)s: %(areas)s (from %(from)s, until %(until)s): "
        "%(reason)s"
    ),
    "session.ended": gettext_lazy("%(person)s signed out one of their devices"),
    "session.ended-elsewhere": gettext_lazy(
        "%(person)s signed out everywhere else (sessions: %(count)s)"
    ),
    "session.ended-everywhere": gettext_lazy(
        "signed everyone out (sessions: %(count)s): %(reason)s"
    ),
    "session.ended-for": gettext_lazy("signed %(person)s out everywhere (sessions: %(count)s)"),
    "session.hat": gettext_lazy("%(person)s went on %(hat)s"),
    "session.new-place": gettext_lazy(
        "%(person)s signed in with a device, or from a network, that is new for the account"
    ),
    "session.started": gettext_lazy("%(person)s signed in"),
    "source.added": gettext_lazy("set up the source %(name)s, trusted for: %(trusted)s"),
    "source.asked": gettext_lazy("ran the source %(name)s by hand"),
    "source.changed": gettext_lazy("changed the source %(name)s, trusted for: %(trusted)s"),
    "source.paused": gettext_lazy("paused the source %(name)s"),
    "source.removed": gettext_lazy("removed the source %(name)s"),
    "source.resumed": gettext_lazy("resumed the source %(name)s"),
    "source.run": gettext_lazy("fetched from the source %(name)s: %(outcome)s"),
    "schools.confirmed": gettext_lazy("said that import %(import)s makes new schools: %(paths)s"),
    "site.reopened": gettext_lazy("opened parent login after a restore: %(reason)s"),
    "site.restored": gettext_lazy(
        "closed the site after a restore (backup of %(since)s): %(codes)s codes and links and "
        "%(sessions)s sessions ended, %(batches)s batches and %(jobs)s jobs stopped"
    ),
    "setting.changed": gettext_lazy("changed the setting %(name)s from %(from)s to %(to)s"),
}
DENIED: dict[str, str | Promise] = {
    "absence.view": gettext_lazy("tried to see the absence report %(id)s"),
    "breach.view": gettext_lazy("tried to see breach %(id)s"),
    "contact.view": gettext_lazy("tried to see the contact change %(id)s"),
    "child.view": gettext_lazy("tried to see %(child)s"),
    "child.swept": gettext_lazy(
        "%(person)s opened the pages of unusually many children within an hour (%(children)s)"
    ),
    "command.refused": gettext_lazy("tried what this role may not do (%(verb)s)"),
    "credential.guessed": SENTENCES["credential.guessed"],
    "entry.view": gettext_lazy("tried to see or make an entry outside their classes (%(id)s)"),
    "factor.copied": SENTENCES["factor.copied"],
    "factor.guessed": SENTENCES["factor.guessed"],
    "factor.refused": gettext_lazy("%(person)s failed at the second step"),
    "family.refused": gettext_lazy("tried to decide about the own family (%(person)s, %(child)s)"),
    "identity.refused": gettext_lazy(
        "someone from %(provider)s was not let in as %(person)s (%(why)s)"
    ),
    "import.late": gettext_lazy("no longer had the permission to work on import %(id)s"),
    "import.rows": gettext_lazy("tried to fetch the rows of an import outside their organisations"),
    "import.view": gettext_lazy("tried to see an import outside their organisations (%(id)s)"),
    "letters.fetch": gettext_lazy("tried to fetch letters that somebody else ordered"),
    "letters.view": gettext_lazy("tried to see letters outside their organisations (%(id)s)"),
    "organisation.view": gettext_lazy(
        "tried to see an organisation outside their organisations (%(id)s)"
    ),
    "message.view": gettext_lazy("tried to see conversation %(id)s"),
    "meeting.view": gettext_lazy("tried to see meetings outside their classes (%(id)s)"),
    "notice.view": gettext_lazy("tried to see the answers to notice %(id)s"),
    "page.refused": gettext_lazy("tried what this role may not do (%(verb)s)"),
    "page.shut": gettext_lazy("was refused a page that others may open: %(page)s"),
    "provider.away": gettext_lazy("%(provider)s did not answer as it should (%(why)s)"),
    "provider.stranger": gettext_lazy("came from %(provider)s and is not known here"),
    "provider.untrue": gettext_lazy(
        "brought from %(provider)s what is not to be trusted (%(why)s)"
    ),
    "person.change": gettext_lazy("tried to change %(person)s"),
    "person.erasure": gettext_lazy("tried to erase the data of %(person)s"),
    "person.merge": gettext_lazy("tried to merge %(person)s with someone"),
    "person.view": gettext_lazy("tried to see %(person)s"),
    "protection.tried": gettext_lazy(
        "tried to open %(person)s, whose identity is protected, without being named"
    ),
    "question.view": gettext_lazy("tried to decide something outside their organisations (%(id)s)"),
    "source.view": gettext_lazy("tried to see a source outside their organisations (%(id)s)"),
    "relationship.change": gettext_lazy("tried to change a relationship of %(person)s"),
    "relationship.view": gettext_lazy(
        "tried to change a relationship outside their organisations (%(id)s)"
    ),
    "viewing.refused": gettext_lazy("tried to send or open something while viewing as %(person)s"),
    "viewing.tried": gettext_lazy("tried to view as %(person)s"),
    "session.another-way": gettext_lazy(
        "%(person)s could not sign in: the school asks parents for an account elsewhere"
    ),
    "session.resting": gettext_lazy("%(person)s could not sign in: the account rests"),
    "session.refused": gettext_lazy("failed to sign in (%(name)s)"),
}
