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
home-sign-out = Sign out
home-developers = For developers
home-openid = OpenID Connect metadata
home-oauth = OAuth 2.0 server metadata

## Change password

password-title = Change your password
password-words = The people who run { $brand } change passwords for you. There is no page yet where you can do it yourself.
password-advice = Ask them for a new one. They never need to know the one you have.
password-contact = Get help

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
