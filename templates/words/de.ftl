# Die Wörter der Seiten auf Deutsch: dieselben Schlüssel wie en.ftl, Anrede „Sie“, Verben auf Knöpfen.

## Jede Seite

error-prefix = Fehler:
problem-heading = Es gibt ein Problem
footer-languages = Sprache
footer-links = Über diese Seite
link-policy = Datenschutz
link-terms = Nutzungsbedingungen
link-support = Hilfe
back-to = Zurück zu { $application }
cancel = Abbrechen
not-you = Nicht Sie?
not-you-label = Nicht Sie? Anderes Konto verwenden

## Anmelden

login-title = Anmelden
login-again-title = Bestätigen Sie, dass Sie es sind
login-again = Geben Sie Ihr Passwort noch einmal ein, um fortzufahren.
login-again-for = Geben Sie Ihr Passwort noch einmal ein, um mit { $application } fortzufahren.
login-choose-title = Konto wählen
login-continue = um mit { $application } fortzufahren
login-username = Benutzername oder E-Mail-Adresse
login-password = Passwort
login-show = Zeigen
login-hide = Verbergen
login-show-label = Passwort zeigen
login-hide-label = Passwort verbergen
login-submit = Anmelden
login-confirm = Bestätigen
login-busy = Sie werden angemeldet …
login-forgot = Passwort vergessen?
login-register = Konto anlegen
login-another = Anderes Konto verwenden
login-expired = Diese Seite war zu lange geöffnet. Melden Sie sich noch einmal an, dann geht es weiter, wo Sie waren.
login-wrong = Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.
login-wrong-password = Das Passwort stimmt nicht. Versuchen Sie es noch einmal.
login-limited =
    { $minutes ->
        [one] Es waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
       *[other] Es waren zu viele Versuche. Warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal.
    }
login-crowded = Gerade melden sich sehr viele Menschen an. Warten Sie ein paar Sekunden und versuchen Sie es dann noch einmal.
login-no-username = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.
login-no-password = Geben Sie Ihr Passwort ein.

## Zustimmung

consent-title = Angaben freigeben
consent-heading = { $application } bittet um Ihre Erlaubnis
consent-leads-to = Führt Sie zurück zu { $host }
consent-unverified = Nicht von { $brand } geprüft.
consent-unverified-advice = Erlauben Sie es nur, wenn Sie wissen, wer dahintersteht.
consent-account = Ihr Konto
consent-switch = Wechseln
consent-switch-label = Zu einem anderen Konto wechseln
consent-list = Wenn Sie es erlauben, erhält { $application }:
consent-until-withdrawn = Das gilt, bis Sie es widerrufen.
consent-for-days =
    { $days ->
        [one] Das gilt einen Tag lang, sofern Sie es nicht vorher widerrufen.
       *[other] Das gilt { $days } Tage lang, sofern Sie es nicht vorher widerrufen.
    }
consent-withdraw-here = Widerrufen können Sie jederzeit in Ihrem Konto.
consent-withdraw-ask = Zum Widerrufen wenden Sie sich an die Betreiber von { $brand }.
consent-policy = Datenschutzerklärung von { $application }
consent-terms = Nutzungsbedingungen von { $application }
consent-allow = Erlauben
consent-deny = Ablehnen
consent-busy = Einen Moment …

scope-openid = Die Kennung Ihres Kontos bei { $brand }
scope-profile = Ihren Namen und Ihr Profil
scope-email = Ihre E-Mail-Adresse
scope-address = Ihre Postanschrift
scope-phone = Ihre Telefonnummer
scope-offline = Verbindung, auch wenn Sie nicht da sind, bis Sie sie widerrufen
scope-other = Die Berechtigung „{ $scope }“
claim-name = Voller Name
claim-given-name = Vorname
claim-family-name = Nachname
claim-middle-name = Zweiter Vorname
claim-nickname = Spitzname
claim-preferred-username = Benutzername
claim-profile = Profilseite
claim-picture = Bild
claim-website = Webseite
claim-gender = Geschlecht
claim-birthdate = Geburtsdatum
claim-zoneinfo = Zeitzone
claim-locale = Sprache
claim-updated-at = Zuletzt geändert
claim-email-verified = Adresse bestätigt
claim-phone-number-verified = Nummer bestätigt
claim-yes = Ja
claim-no = Nein

## Daten

date-full = { $day }. { $month } { $year }
date-of-any-year = { $day }. { $month }
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

## Fehler

error-developers = Für Entwickler
error-code = Fehler
error-description = Einzelheiten
error-request = Anfrage
error-bad-request = Diese Anmeldung kann nicht weitergehen
error-bad-request-words = Die Anwendung, von der Sie kommen, hat um etwas gebeten, das nicht möglich ist.
error-bad-request-advice = Gehen Sie zurück zur Anwendung und versuchen Sie es noch einmal. Wenn es wieder geschieht, sagen Sie es ihren Betreibern.
error-sign-out = Diese Abmeldung kann nicht weitergehen
error-sign-out-words = Die Anwendung, von der Sie kommen, hat um etwas gebeten, das nicht möglich ist. Sie wurden nicht abgemeldet.
error-sign-out-advice = Gehen Sie zur Startseite und melden Sie sich dort ab.
error-unknown-application = Diese Anwendung ist hier nicht bekannt
error-unknown-application-words = Die Anwendung, von der Sie kommen, ist bei { $brand } nicht angemeldet.
error-unknown-application-advice = Prüfen Sie die Adresse, von der Sie ausgegangen sind. Wenn sie stimmt, sagen Sie es den Betreibern der Anwendung.
error-redirect = Wir haben angehalten, um Ihr Konto zu schützen
error-redirect-words = Die Anwendung wollte Sie an eine Adresse schicken lassen, die für sie nicht eingetragen ist.
error-redirect-advice = Es wurde nichts weitergegeben. Sagen Sie den Betreibern der Anwendung, was unten steht.
error-expired = Diese Seite ist abgelaufen
error-expired-words = Sie war zu lange geöffnet oder wurde schon benutzt.
error-expired-advice = Beginnen Sie noch einmal bei der Anwendung, die Sie nutzen wollten.
error-forbidden = Wir konnten nicht sicher sein, dass das von Ihnen kam
error-forbidden-words = Das Formular kam von einer anderen Seite, oder Ihr Browser hat für diese Seite kein Cookie behalten.
error-forbidden-advice = Erlauben Sie Cookies für diese Seite, gehen Sie dann zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal.
error-not-found = Hier ist keine Seite
error-not-found-words = Die Adresse ist vertippt oder nicht mehr in Gebrauch.
error-not-found-advice = Prüfen Sie die Adresse, oder beginnen Sie bei der Anwendung, die Sie nutzen wollten.
error-method = So lässt sich diese Seite nicht öffnen
error-method-words = Die Adresse stimmt, aber sie will auf anderem Weg erreicht werden.
error-method-advice = Beginnen Sie bei der Anwendung, die Sie nutzen wollten.
error-too-large = Das war mehr, als wir aufnehmen können
error-too-large-words = Was an diese Seite gesendet wurde, ist zu lang.
error-too-large-advice = Gehen Sie zurück und senden Sie weniger, oder beginnen Sie noch einmal bei der Anwendung, die Sie nutzen wollten.
error-busy = Gerade ist hier viel los
error-busy-words = In diesem Moment sind sehr viele Menschen hier. Nichts von Ihnen ist verloren.
error-busy-advice = Warten Sie ein paar Sekunden und laden Sie die Seite dann neu.
error-internal = Bei uns ist etwas schiefgegangen
error-internal-words = Der Fehler liegt bei uns und ist festgehalten.
error-internal-advice = Versuchen Sie es in einer Minute noch einmal. Wenn es wieder geschieht, nennen Sie den Betreibern von { $brand } die Nummer der Anfrage unten.
error-way-sign-in = Anmelden
error-way-home = Zur Startseite

## Abmelden

logout-title = Von { $brand } abmelden?
logout-words = Um sich auf diesem Gerät wieder anzumelden, brauchen Sie Ihr Passwort.
logout-from = { $application } bittet darum, Sie abzumelden.
logout-yes = Abmelden
logout-no = Angemeldet bleiben
logout-busy = Sie werden abgemeldet …
logged-out-title = Sie sind abgemeldet
logged-out-words = Sie sind auf diesem Gerät von { $brand } abgemeldet.
logged-out-of = Sie sind auch abgemeldet von
logged-out-advice = Auf einem gemeinsam genutzten Gerät schließen Sie auch den Browser.

## Weiterleitung

continue-title = Weiter zu { $application }
continue-words = Wenn nach ein paar Sekunden nichts geschieht, nehmen Sie den Knopf.
continue-button = Weiter

## Startseite

home-title = Anmeldedienst
home-words = { $brand } meldet Sie bei Ihren Anwendungen an. Öffnen Sie die Anwendung, die Sie nutzen wollen, und sie bringt Sie hierher, wenn es nötig ist.
home-account = Sie sind angemeldet als
home-sign-in = Anmelden
home-sign-out = Abmelden
home-developers = Für Entwickler
home-openid = Metadaten für OpenID Connect
home-oauth = Metadaten für OAuth 2.0

## Passwort ändern

password-title = Passwort ändern
password-words = Die Betreiber von { $brand } ändern Passwörter für Sie. Eine Seite, auf der Sie es selbst tun können, gibt es noch nicht.
password-advice = Bitten Sie sie um ein neues. Ihr jetziges brauchen sie dafür nie zu kennen.
password-contact = Hilfe holen

## Tokens der Vorführung

tokens-title = Es funktioniert
tokens-words = Die Vorführ-Anwendung hat diese Tokens erhalten. Diese Seite gibt es nur, während Sie entwickeln.
tokens-user = Angemeldet als
tokens-decoded = Was darin steht
tokens-raw = Wie empfangen
tokens-again = Noch einmal anmelden

## Antworten an die Vorführung ohne Tokens

answer-title = Die Vorführung hat keine Tokens erhalten
answer-denied = Der Zugriff wurde abgelehnt oder abgebrochen, und das hat die Vorführ-Anwendung erfahren. Es wurde nichts weitergegeben.
answer-refused = Die Anfrage der Vorführ-Anwendung wurde mit einem Fehler beantwortet. Es wurde nichts weitergegeben.
answer-what = Was zurückkam
answer-state = Zustand
answer-iss = Aussteller
answer-none = Nicht gesendet
answer-again = Noch einmal versuchen
