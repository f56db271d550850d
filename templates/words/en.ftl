# Words of the hosted pages. Sentence case, second person, verbs on buttons; no "please", no blame,
# no jargon outside the developers' block. One message a line; de.ftl has the same keys.

## Every page

error-prefix = Error:
problem-heading = There is a problem
footer-languages = Language
footer-links = About this site
link-policy = Privacy
link-terms = Terms
link-support = Help
back-to = Back to { $application }
cancel = Cancel
not-you = Not you?
not-you-label = Not you? Use another account

## Sign in

login-title = Sign in
login-again-title = Confirm that it is you
login-again = Enter your password once more to continue.
login-again-for = Enter your password once more to continue to { $application }.
login-choose-title = Choose an account
login-continue = to continue to { $application }
login-username = User name or e-mail address
login-password = Password
login-show = Show
login-hide = Hide
login-show-label = Show the password
login-hide-label = Hide the password
login-submit = Sign in
login-confirm = Confirm
login-busy = Signing you in…
login-forgot = Forgot your password?
login-register = Create an account
login-another = Use another account
login-expired = This page was open for too long. Sign in again to continue where you were.
login-wrong = That user name and password do not match. Check both and try again.
login-wrong-password = That password is not right. Try again.
login-limited =
    { $minutes ->
        [one] There were too many tries. Wait a minute, then try again.
       *[other] There were too many tries. Wait { $minutes } minutes, then try again.
    }
login-crowded = Many people are signing in right now. Wait a few seconds, then try again.
login-no-username = Enter your user name or e-mail address.
login-no-password = Enter your password.

## Consent

consent-title = Share your details
consent-heading = { $application } asks for your permission
consent-leads-to = Takes you back to { $host }
consent-unverified = Not verified by { $brand }.
consent-unverified-advice = Allow it only if you know who runs it.
consent-account = Your account
consent-switch = Switch
consent-switch-label = Switch to another account
consent-list = If you allow it, { $application } gets:
consent-until-withdrawn = This holds until you withdraw it.
consent-for-days =
    { $days ->
        [one] This holds for one day, unless you withdraw it before.
       *[other] This holds for { $days } days, unless you withdraw it before.
    }
consent-withdraw-here = You can withdraw it at any time in your account.
consent-withdraw-ask = To withdraw it, ask the people who run { $brand }.
consent-policy = Privacy policy of { $application }
consent-terms = Terms of { $application }
consent-allow = Allow
consent-deny = Deny
consent-busy = One moment…

scope-openid = The identifier of your account on { $brand }
scope-profile = Your name and profile
scope-email = Your e-mail address
scope-address = Your postal address
scope-phone = Your phone number
scope-offline = Stay connected when you are away, until you withdraw it
scope-other = The permission “{ $scope }”
claim-name = Full name
claim-given-name = Given name
claim-family-name = Family name
claim-middle-name = Middle name
claim-nickname = Nickname
claim-preferred-username = User name
claim-profile = Profile page
claim-picture = Picture
claim-website = Website
claim-gender = Gender
claim-birthdate = Date of birth
claim-zoneinfo = Time zone
claim-locale = Language
claim-updated-at = Last changed
claim-email-verified = Address confirmed
claim-phone-number-verified = Number confirmed
claim-yes = Yes
claim-no = No

## Dates

date-full = { $day } { $month } { $year }
date-of-any-year = { $day } { $month }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## How long ago

ago-now = just now
ago-minutes =
    { $count ->
        [one] a minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] an hour ago
       *[other] { $count } hours ago
    }
ago-yesterday = yesterday
ago-days = { $count } days ago
ago-months =
    { $count ->
        [one] a month ago
       *[other] { $count } months ago
    }
ago-years =
    { $count ->
        [one] a year ago
       *[other] { $count } years ago
    }
ahead-now = in a moment
ahead-minutes =
    { $count ->
        [one] in a minute
       *[other] in { $count } minutes
    }
ahead-hours =
    { $count ->
        [one] in an hour
       *[other] in { $count } hours
    }
ahead-tomorrow = tomorrow
ahead-days = in { $count } days
ahead-months =
    { $count ->
        [one] in a month
       *[other] in { $count } months
    }
ahead-years =
    { $count ->
        [one] in a year
       *[other] in { $count } years
    }

## Errors

error-developers = For developers
error-code = Error
error-description = Details
error-request = Request
error-bad-request = This sign-in cannot go on
error-bad-request-words = The application that sent you here asked for something that is not possible.
error-bad-request-advice = Go back to the application and try again. If it happens again, tell the people who run it.
error-sign-out = This sign-out cannot go on
error-sign-out-words = The application that sent you here asked for something that is not possible. You were not signed out.
error-sign-out-advice = Go to the start page to sign out there.
error-unknown-application = This application is not known here
error-unknown-application-words = The application that sent you here is not registered with { $brand }.
error-unknown-application-advice = Check the address you started from. If it is right, tell the people who run the application.
error-redirect = We stopped to keep your account safe
error-redirect-words = The application asked us to send you to an address that is not registered for it.
error-redirect-advice = Nothing was shared. Tell the people who run the application what is written below.
error-expired = This page has expired
error-expired-words = It was open for too long, or it has been used already.
error-expired-advice = Start again from the application you wanted to use.
error-forbidden = We could not be sure that this came from you
error-forbidden-words = The form was sent from another page, or your browser kept no cookie for this site.
error-forbidden-advice = Allow cookies for this site, then go back, load the page again and send the form once more.
error-not-found = There is no page here
error-not-found-words = The address is mistyped or no longer in use.
error-not-found-advice = Check the address, or start from the application you wanted to use.
error-method = This page cannot be opened like that
error-method-words = The address is right, but it expects to be reached in another way.
error-method-advice = Start from the application you wanted to use.
error-too-large = That was more than we can take in
error-too-large-words = What was sent to this page is too long.
error-too-large-advice = Go back and send less, or start again from the application you wanted to use.
error-not-offered = This is not offered here
error-not-offered-words = The people who run { $brand } have not switched it on.
error-not-offered-advice = Ask them for an account or a new password.
error-busy = We are busy right now
error-busy-words = Many people are here at this moment. Nothing of yours is lost.
error-busy-advice = Wait a few seconds, then load this page again.
error-internal = Something went wrong on our side
error-internal-words = The fault is ours, and it has been recorded.
error-internal-advice = Try again in a minute. If it happens again, tell the people who run { $brand } the request number below.
error-way-sign-in = Sign in
error-way-home = Go to the start page

## Sign out

logout-title = Sign out of { $brand }?
logout-words = You will need your password to sign in again on this device.
logout-from = { $application } asks to sign you out.
logout-yes = Sign out
logout-no = Stay signed in
logout-busy = Signing you out…
logged-out-title = You are signed out
logged-out-words = You are signed out of { $brand } on this device.
logged-out-of = You are also signed out of
logged-out-advice = On a shared device, close the browser as well.

## Self-posting page

continue-title = Continuing to { $application }
continue-words = If nothing happens within a few seconds, use the button.
continue-button = Continue

## Home

home-title = Sign-in service
home-words = { $brand } signs you in to your applications. Open the application you want to use, and it brings you here when it needs to.
home-account = You are signed in as
home-sign-in = Sign in
home-manage = Look after your account
home-sign-out = Sign out
home-developers = For developers
home-openid = OpenID Connect metadata
home-oauth = OAuth 2.0 server metadata

## Your account

account-nav = Your account
account-skip = Skip to the content
account-title = Your account
account-back = Back to your account
account-overview = Overview
account-profile = Profile
account-security = Security
account-sessions = Devices
account-applications = Applications
account-activity = Activity
account-data = Your data
account-email = E-mail address
account-email-proven = Confirmed
account-email-unproven = Not confirmed
account-password = Password
account-password-change = Change your password
account-places =
    { $count ->
        [one] Signed in at one place
       *[other] Signed in at { $count } places
    }
account-connected =
    { $count ->
        [0] None connected
        [one] One connected
       *[other] { $count } connected
    }
moment-utc = { $day }, { $time } UTC

sessions-title = Where you are signed in
sessions-words = If you do not recognise one of these, sign it out and change your password.
sessions-ended = You are signed out there.
sessions-here = This device
sessions-since = Signed in { $when }
sessions-last = Last used { $when }
sessions-unknown-device = Unknown device
sessions-end = Sign out
sessions-end-label = Sign out of { $device }
sessions-end-others = Sign out everywhere else
sessions-ended-others = You are signed out everywhere else.
sessions-alone = You are signed in here alone. Once you sign in on a phone or in another browser, it is listed here, and you can sign it out.

applications-title = Applications you use
applications-words = These may use your account. When you disconnect one, it has to ask you again.
applications-none = No application uses your account. Once you sign in to one with { $brand }, it is listed here with what it may see, and you can disconnect it.
applications-ended = It is disconnected.
applications-since = Allowed { $when }
applications-last = Last used { $when }
applications-end = Disconnect
applications-end-label = Disconnect { $application }

activity-title = What happened to your account
activity-words = If something here was not you, change your password and sign out everywhere else.
activity-none = Nothing yet. Once you sign in or change something, it is listed here.
activity-earlier = Show earlier events
activity-newest = Back to the newest
activity-topic = About
activity-outcome = How it ended
activity-any = All
activity-sign-in = Signing in
activity-protection = Ways to sign in
activity-applications = Applications
activity-account = Account and profile
activity-success = Done
activity-failure = Failed
activity-refusal = Refused
activity-show = Show
activity-all = Show everything
activity-none-such = There is nothing of that kind. Choose something else, or show everything.
event-registered = The account was made
event-profile = Profile changed
event-status = The account was opened or closed
event-role-granted = A role was given to you
event-role-revoked = A role was taken from you
event-login-success = Signed in
event-login-failed = A sign-in failed
event-login-limited = Too many tries to sign in
event-login-attack = Many wrong passwords in one day
event-reuse = A used token came back, so an application was signed out
event-token-revoked = An application signed out
event-logout = Signed out
event-session-ended = A device was signed out
event-password = Password changed
event-email-asked = Another address was asked for
event-email-undone = Change of address taken back
event-email = Address changed
event-preferences = Settings changed
event-exported = Your data was downloaded
event-consent = An application was allowed
event-consent-denied = An application was refused
event-disconnected = An application was disconnected
event-erased = The account was erased
event-factor-added = A second factor was set up
event-factor-shown = Confirmed with a second factor
event-factor-wrong = A second factor was wrong
event-factor-removed = A second factor was removed
event-code-mailed = A code was mailed to you
event-code-again = A used code was tried again
event-passkey-named = A passkey was renamed
event-codes = New backup codes were made
event-devices = Every device is asked for the second factor again
event-token-issued = An application got access
event-token-refreshed = An application renewed its access
event-token-refused = An application was refused access
event-code-issued = An application began to sign you in
event-application-refused = An application asked for what it does not get
event-logout-refused = An application could not sign you out
event-everybody-out = Everybody was signed out
event-reset-asked = A new password was asked for
event-proof-asked = A mail to confirm your address was asked for
event-proof = Your address was confirmed
event-proof-failed = Your address could not be confirmed
event-mail-lost = A mail to you could not be delivered
event-other = Something else ({ $kind })

email-title = Change your address
email-words = We send a mail to the new address. Once you have confirmed it there, it takes the place of the one before.
email-now = Your address now: { $address }
email-new = New e-mail address
email-submit = Send the mail
email-same = That is your address already.
profile-title = Your profile
profile-words = Applications see what you allow them to see. Leave empty what you do not want to say.
profile-phone = Phone number
profile-birthdate-hint = Year, month and day, as in 1990-12-31
profile-locale-hint = As in en or de-AT
profile-zoneinfo-hint = As in Europe/Vienna
profile-save = Save
profile-saved = Your profile is saved.
profile-stale = Your profile was changed elsewhere at the same moment. Check it and save it again.
profile-wrong-website = Enter a whole address, as in https://example.com.
profile-wrong-birthdate = Enter year, month and day, as in 1990-12-31.
profile-email-change = Change the address
profile-email-done = Your address is changed.
profile-wrong-text = Enter one line of at most 1000 characters.

data-title = Your data
data-export-title = Take it along
data-export-words = One archive with everything that { $brand } holds about you, and a page that explains it. Your password is asked for, so that nobody takes it from a device that you left open.
data-export = Download your data
data-erase-title = Erase your account
data-erase-words = Your account goes for good, at once, with everything that hangs on it. Applications that know you keep what they have. Nobody can undo this.
data-erase = Erase your account

confirm-keep = Keep it
confirm-password = Your password is asked for, so that nobody does it from a device that you left open.
confirm-session-title = Sign out of { $device }?
confirm-session-words = Whoever uses it has to sign in again. Applications that were signed in to there are signed out too.
confirm-session-here = This is the device in front of you. You need to sign in again to come back.
confirm-others-title = Sign out everywhere else?
confirm-others-words = You stay signed in here. Everywhere else you are signed out at once, and every device is asked for the second factor again.
confirm-others-count =
    { $count ->
        [0] No other device
        [one] One other device
       *[other] { $count } other devices
    }
confirm-application-title = Disconnect { $application }?
confirm-application-words = It loses access to your account at once. What it has stored already, it keeps. To connect it again, sign in there.
confirm-totp-title = Remove your authenticator app?
confirm-totp-words = Its codes no longer count.
confirm-passkey-title = Remove the passkey “{ $name }”?
confirm-passkey-words = It no longer signs you in.
confirm-last-factor = It is your last second factor: your password alone opens your account from then on, and your backup codes go with it.
confirm-codes-title = Make new backup codes?
confirm-codes-words = The codes that you have now stop working at once.
confirm-codes-first = Each signs you in once, when your phone is gone.
confirm-codes-keep = Not now
confirm-erase-title = Erase your account?
confirm-erase-keep = Keep my account

## The API, described

docs-title = The JSON API
docs-document = The same for programs (OpenAPI 3.1)
docs-parameters = Parameters
docs-body = Body
docs-answers = Answers
docs-required = required

## Change password

password-title = Change your password
password-current = Current password
password-new = New password
password-submit = Change the password
password-ends = You stay signed in here. Everywhere else you are signed out.
password-done = Your password is changed.
password-same = Choose another one: that is the password you have.
password-overtaken = Your password was changed elsewhere at the same moment. Sign in again to change it.

## Tokens of the demo

tokens-title = It works
tokens-words = The demo application received these tokens. This page exists only while you develop.
tokens-user = Signed in as
tokens-decoded = What it says
tokens-raw = As received
tokens-again = Sign in once more

## Answers to the demo without tokens

answer-title = The demo received no tokens
answer-denied = Access was denied or cancelled, and the demo application was told so. Nothing was shared.
answer-refused = The request of the demo application was answered with an error. Nothing was shared.
answer-what = What came back
answer-state = State
answer-iss = Issuer
answer-none = Not sent
answer-again = Try again

## Second factor

second-title = Confirm that it is you
second-words = Enter the code that your authenticator app shows for { $brand }.
second-words-backup = Enter one of the backup codes that you wrote down. Each works once.
second-code = Six-digit code
second-backup = Backup code
second-submit = Confirm
second-other-code = Use your authenticator app
second-other-backup = Use a backup code
second-other-mail = Get a code by mail
second-words-mail = We send a code of six digits to the address of your account.
second-words-mailed = Enter the code of six digits that we have sent to the address of your account. It counts for 10 minutes.
second-send = Send the code
second-send-again = Send another code
second-wrong-mail = That is not the code in the newest mail, or it has ended. Check it, or send another one.
second-remember =
    { $days ->
        [one] Do not ask on this device for a day
       *[other] Do not ask on this device for { $days } days
    }
second-wrong = That code is not right, or was used before. Wait for the next one and enter it.
second-wrong-backup = That backup code is not right, or was used before. Try another one.
second-missing = Enter the code.

## Authenticator app

totp-title = Set up an authenticator app
totp-words = An app on your phone shows a code that changes every half minute. You enter it after your password, so that the password alone opens nothing.
totp-demanded = Your account needs a second factor. Set one up to continue.
totp-demanded-for = { $application } needs a second factor. Set one up to continue.
totp-scan = Scan this with the app
totp-scan-words = Open an authenticator app, add an account, and point the camera at the picture.
totp-picture = Picture for your authenticator app. The same is written below as text.
totp-picture-file = Open the picture by itself
totp-type = No camera? Enter this key in the app:
totp-first-code = Code that the app shows now
totp-confirm = Turn on

## Backup codes

codes-title = Your backup codes
codes-new-app = Your authenticator app is set up.
codes-words = Keep these where you find them when your phone is gone: printed, or in a password manager. Each signs you in once.
codes-once = They are not shown again. Codes from before do not work any more.
codes-done = I have kept them

## Security

security-title = Signing in
security-password-words = It is asked for when you sign in.
security-totp = Authenticator app
security-totp-on = On
security-totp-off = Off. With an app, your password alone opens nothing.
security-totp-set-up = Set up
security-totp-remove = Remove the app
security-since = Set up { $when }
security-used = Last used { $when }
security-codes = Backup codes
security-codes-left =
    { $left ->
        [0] None is left. Make new ones.
        [one] One is left.
       *[other] { $left } are left.
    }
security-codes-renew = Make new codes
security-devices = Devices that are not asked
security-until = Asked again { $when }
security-devices-forget = Ask on every device again
security-by-mail = Nothing was changed: a code by mail is not enough for that. Sign in with your app, a passkey or a backup code, then try again.
security-done-totp = The authenticator app is removed.
security-done-devices = Every device is asked again.

## Passkeys

second-words-passkey = Use your passkey: your device asks for your fingerprint, face or PIN.
second-other-passkey = Use a passkey
passkey-sign-in = Sign in with a passkey
passkey-use = Use your passkey
passkey-make = Add the passkey
passkey-failed = Your device gave no passkey. Try again, or choose another way.
passkey-refused = That passkey was not accepted. Try again, or choose another way.
passkey-needs-script = Passkeys need JavaScript, which is off in this browser.
passkey-new-title = Add a passkey
passkey-kept-title = Your passkey
passkey-words = A passkey lives on your device and opens with your fingerprint, face or PIN. Nobody can trick it out of you.
passkey-label = Name, so that you recognise it
passkey-rename = Save the name
passkey-remove = Remove the passkey
security-passkeys = Passkeys
security-passkeys-none = None yet. With a passkey you sign in by fingerprint, face or PIN, without a password.
security-passkey-add = Add a passkey
security-passkey-change = Rename
security-passkey-change-label = Rename { $name }
security-passkey-remove = Remove
security-passkey-remove-label = Remove { $name }
security-done-passkey = The passkey is removed.
security-done-passkey-new = The passkey is added.

## Mails

mail-lasts-minutes =
    { $minutes ->
        [one] The link counts for one minute.
       *[other] The link counts for { $minutes } minutes.
    }
mail-lasts-hours =
    { $hours ->
        [one] The link counts for one hour.
       *[other] The link counts for { $hours } hours.
    }
mail-verify-subject = Confirm your address for { $brand }
mail-verify-code = To confirm that this address is yours, type this code on the page that asked for it:
mail-verify-link = Or open this link. On another device it asks for the password that you have chosen.
mail-verify-button = Confirm my address
mail-verify-not-you = Was it not you? Then there is nothing to do: without this mail nobody gets an account with your address.
mail-exists-subject = You have an account at { $brand } already
mail-exists-words = Somebody, probably you, asked for a new account with this address. There is one already, so no other was made.
mail-exists-sign-in = Sign in
mail-exists-forgot = Set a new password
mail-exists-not-you = Was it not you? Then there is nothing to do: nothing was changed, and the page told nobody that you have an account.
mail-reset-subject = Set a new password for { $brand }
mail-reset-words = Somebody, probably you, has forgotten the password of your account. With this link you set a new one. It works once.
mail-reset-button = Set a new password
mail-reset-not-you = Was it not you? Then there is nothing to do: your password stays as it is.
mail-changed-subject = Your password for { $brand } was changed
mail-changed-words = The password of your account has just been changed.
mail-changed-operator = Somebody who runs { $brand } has just set a new password for your account.
mail-changed-ended = Everything else that was signed in has ended.
mail-changed-not-you = Was it not you? Then set a new one at once, and tell the people who run { $brand }.
mail-changed-button = Set a new password
mail-device-subject = A new device has signed in to { $brand }
mail-device-words = Somebody has just signed in to your account with a device that has not been used for it before.
mail-device-at = When: { $moment }
mail-device-what = With: { $device }
mail-device-from = From: { $from }
mail-device-you = Was it you? Then there is nothing to do.
mail-device-not-you = Was it not you? Then change your password at once: that signs out every other device.
mail-device-button = Change my password
mail-device-sessions = See where I am signed in
mail-reuse-subject = An application was signed out of your account at { $brand }
mail-reuse-words = The application { $application } has shown a key to your account that was used before. Somebody may have copied it, so the application was signed out. Where it has done wrong by itself, nothing more has happened.
mail-reuse-again = Sign in there again if you use it. Look where you are signed in, and end what you do not know.
mail-change-subject = Confirm your new address for { $brand }
mail-change-link = Or open this link. In another browser it asks for the password of your account.
mail-change-not-you = Was it not you? Then there is nothing to do: without this mail nobody gives an account your address.
mail-taken-words = Somebody, probably you, wanted to give another account this address. It is the one of your account already, so nothing was changed.
mail-changing-subject = Your address for { $brand } is about to change
mail-changing-words = Somebody, probably you, wants to give your account another address. It changes once the new one is confirmed.
mail-changing-not-you = Was it not you? Then set a new password at once: that stops the change. And tell the people who run { $brand }.
mail-moved-subject = Your address for { $brand } was changed
mail-moved-words = Your account has another address from now on. Mails about it no longer come here, and this address no longer signs in.
mail-moved-not-you = If it was not you, tell the people who run { $brand } at once.
mail-moved-undo = Was it not you? Then take it back with this link within seven days. Everything that is signed in ends, and you choose a new password.
mail-moved-undo-button = Take the change back
mail-restored-subject = A change of your address for { $brand } was taken back
mail-restored-words = An account had this address until now. With the link that went to the address before, it has that one again. Everything that was signed in has ended, and a new password is needed.
mail-restored-not-you = Is this your account, and was it not you? Then tell the people who run { $brand } at once.
mail-moved-button = Look at your profile
mail-held-subject = This address cannot be used at { $brand } yet
mail-held-words = Somebody, probably you, wanted to use this address. An account had it until a short while ago, so nobody else can have it for some time. Choose another address, or try again later.
mail-held-button = Go to the sign-in page
mail-held-not-you = Was it not you? Then there is nothing to do: nothing was changed.
mail-factor-subject = How you sign in to { $brand } has changed
mail-factor-app-added = An authenticator app was set up for your account. From now on its code is asked beside your password.
mail-factor-app-removed = The authenticator app of your account was removed. Its codes are not asked any more.
mail-factor-passkey-added = A passkey was added to your account.
mail-factor-passkey-removed = A passkey of your account was removed.
mail-factor-code-subject = A backup code of yours at { $brand } was used
mail-factor-code-used = Somebody has just signed in to your account with your password and one of your backup codes. That code is used up. Make new ones before the last is gone.
mail-factor-codes = New backup codes were made for your account. The old ones no longer count.
mail-factor-all-removed = The people who run { $brand } removed your authenticator app, passkeys and backup codes, as is done for somebody who has lost theirs. You were signed out everywhere, and your password alone signs you in now: set up a second step again.
mail-factor-not-you = Was it not you? Then look at it at once, set a new password, and tell the people who run { $brand }.
mail-factor-button = Look at how you sign in
mail-code-subject = Your code to sign in to { $brand }
mail-code-words = To sign in, type this code on the page that asked for it:
mail-code-lasts =
    { $minutes ->
        [one] The code counts for one minute, once.
       *[other] The code counts for { $minutes } minutes, once.
    }
mail-code-not-you = Was it not you? Then somebody knows your password: set a new one at once.

## Mailbox while developing

mailbox-title = Mailbox
mailbox-words = Mails stay here while you develop: none leaves this machine.
mailbox-empty = No mail yet. Create an account or ask for a new password, and it comes here.
mailbox-to = To
mailbox-back = All mails
mailbox-follow = Open the link

## Create an account

register-title = Create an account
register-email = E-mail address
register-name = Your name (if you like)
register-password = Choose a password
register-submit = Create the account
register-busy = One moment…
register-sign-in = You have an account? Sign in
register-bad-email = Enter an e-mail address like name@example.com.
register-bad-name = Enter a shorter name, on one line.
asked-too-often =
    { $minutes ->
        [one] That was asked too often from here. Wait a minute, then try again.
       *[other] That was asked too often from here. Wait { $minutes } minutes, then try again.
    }
crowded = Many people are here right now. Wait a few seconds, then try again.

## A new password

strength-label = Strength:
strength-0 = none
strength-1 = weak
strength-2 = fair
strength-3 = good
strength-4 = strong
strength-ask = How strong is it?
rule-length = At least { $least } characters
rule-upper = An upper-case letter
rule-lower = A lower-case letter
rule-digit = A digit
rule-special = A character that is neither letter nor digit
rule-guess = Hard to guess: no common word, not your name or address
password-missing = Choose a password.
password-too-short = Make it longer: { $least } characters at least.
password-too-long = Make it shorter: that is more than can be taken in.
password-no-upper = Add an upper-case letter.
password-no-lower = Add a lower-case letter.
password-no-digit = Add a digit.
password-no-special = Add a character that is neither letter nor digit.
password-common = Choose another one: this is on the lists that everybody tries first.
password-guessable = Choose one that is harder to guess, without your name or address in it.

## Confirm an address

verify-title = Enter the code from your mail
verify-words = We have sent a mail to { $address }. It holds a code of eight digits, and a link that does the same.
verify-code = Code
verify-submit = Confirm
verify-busy = One moment…
verify-wrong = That is not the code in the mail. Check it and try again.
verify-no-mail = No mail? Look among the unwanted ones. The code counts for 30 minutes and in this browser alone.
verify-link-title = Confirm your address
verify-link-words = Is { $address } your address? Confirm it, and you are signed in.
verify-link-elsewhere = Confirm that { $address } is your address. Enter the password that you chose, since this is another browser.
verify-link-password = Your password
verify-link-wrong = That is not the password that was chosen with this address. Try again.
verify-link-submit = Confirm and sign in
verify-link-change = Is { $address } to be the address of your account? It takes the place of the one before.
link-over-title = This link or code has ended
link-over-verification = It was used already, it is too old, or it was tried too often.
link-over-reset = It was used already, it is too old, there is a newer one, or your password has been changed since.
link-over-undo = It was used already, it is older than seven days, or an earlier change was taken back.
link-over-register = Create an account
link-over-forgot = Ask for a new link
link-taken-title = There is an account already
link-taken-words = An account with this address was made in the meantime. Sign in with the password that was chosen for it.

## Forgotten password

forgot-title = Forgot your password?
forgot-words = Tell us who you are, and we send a link that sets a new one.
forgot-submit = Send the link
forgot-busy = One moment…
forgot-sent-title = Look into your mailbox
forgot-sent-words = If there is an account for { $name } with an address that was confirmed, a mail is on its way to it.
forgot-sent-advice = No mail? Look among the unwanted ones, or try another name or address.
reset-title = Set a new password
reset-password = New password
reset-submit = Set the password
reset-busy = One moment…
reset-ends = You will be signed out everywhere.
reset-done-title = Your password is changed
undo-title = Take the change back
undo-words = Your account gets the address { $address } back. The one that it has now no longer counts.
undo-submit = Take the change back
undo-ends = Everything that is signed in ends, and you choose a new password next.
undone-title = Your account has its address back
undone-words = You were signed out everywhere, and the password no longer counts. Choose a new one now, and look at how you sign in afterwards: passkeys set up since the change are gone, and what else somebody has added is to be removed there.
undone-words-none = You were signed out everywhere. Sign in, and look at how you sign in: passkeys set up since the change are gone, and what else somebody has added is to be removed there.
undone-password = Choose a new password
undo-given-title = This address is somebody else's
undo-given-words = The change cannot be taken back: another account has the address by now. Tell the people who run this service.
reset-done-words = You were signed out everywhere. Sign in with the new password.
