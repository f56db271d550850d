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

## Wie lange es her ist

ago-now = gerade eben
ago-minutes =
    { $count ->
        [one] vor einer Minute
       *[other] vor { $count } Minuten
    }
ago-hours =
    { $count ->
        [one] vor einer Stunde
       *[other] vor { $count } Stunden
    }
ago-yesterday = gestern
ago-days = vor { $count } Tagen
ago-months =
    { $count ->
        [one] vor einem Monat
       *[other] vor { $count } Monaten
    }
ago-years =
    { $count ->
        [one] vor einem Jahr
       *[other] vor { $count } Jahren
    }
ahead-now = gleich
ahead-minutes =
    { $count ->
        [one] in einer Minute
       *[other] in { $count } Minuten
    }
ahead-hours =
    { $count ->
        [one] in einer Stunde
       *[other] in { $count } Stunden
    }
ahead-tomorrow = morgen
ahead-days = in { $count } Tagen
ahead-months =
    { $count ->
        [one] in einem Monat
       *[other] in { $count } Monaten
    }
ahead-years =
    { $count ->
        [one] in einem Jahr
       *[other] in { $count } Jahren
    }

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
error-not-offered = Das gibt es hier nicht
error-not-offered-words = Die Betreiber von { $brand } haben es nicht eingeschaltet.
error-not-offered-advice = Bitten Sie sie um ein Konto oder ein neues Passwort.
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
home-manage = Konto verwalten
home-sign-out = Abmelden
home-developers = Für Entwickler
home-openid = Metadaten für OpenID Connect
home-oauth = Metadaten für OAuth 2.0

## Ihr Konto

account-nav = Ihr Konto
account-skip = Zum Inhalt
account-title = Ihr Konto
account-back = Zurück zu Ihrem Konto
account-overview = Übersicht
account-profile = Profil
account-security = Sicherheit
account-sessions = Geräte
account-applications = Anwendungen
account-activity = Aktivität
account-data = Ihre Daten
account-email = E-Mail-Adresse
account-email-proven = Bestätigt
account-email-unproven = Nicht bestätigt
account-password = Passwort
account-password-change = Passwort ändern
account-places =
    { $count ->
        [one] An einem Ort angemeldet
       *[other] An { $count } Orten angemeldet
    }
account-connected =
    { $count ->
        [0] Keine verbunden
        [one] Eine verbunden
       *[other] { $count } verbunden
    }
moment-utc = { $day }, { $time } UTC

sessions-title = Wo Sie angemeldet sind
sessions-words = Wenn Sie eines davon nicht kennen, melden Sie es ab und ändern Sie Ihr Passwort.
sessions-ended = Dort sind Sie abgemeldet.
sessions-here = Dieses Gerät
sessions-since = Angemeldet { $when }
sessions-last = Zuletzt benutzt { $when }
sessions-unknown-device = Unbekanntes Gerät
sessions-end = Abmelden
sessions-end-label = { $device } abmelden
sessions-end-others = Überall sonst abmelden
sessions-ended-others = Überall sonst sind Sie abgemeldet.
sessions-alone = Sie sind nur hier angemeldet. Sobald Sie sich auf einem Telefon oder in einem anderen Browser anmelden, steht er hier, und Sie können ihn abmelden.

applications-title = Anwendungen, die Sie nutzen
applications-words = Sie dürfen Ihr Konto nutzen. Wenn Sie eine trennen, muss sie Sie wieder fragen.
applications-none = Keine Anwendung nutzt Ihr Konto. Sobald Sie sich mit { $brand } bei einer anmelden, steht sie hier mit dem, was sie sehen darf, und Sie können sie trennen.
applications-ended = Sie ist getrennt.
applications-since = Erlaubt { $when }
applications-last = Zuletzt benutzt { $when }
applications-end = Trennen
applications-end-label = { $application } trennen

activity-title = Was mit Ihrem Konto geschah
activity-words = Wenn etwas davon nicht von Ihnen war, ändern Sie Ihr Passwort und melden Sie sich überall sonst ab.
activity-none = Noch nichts. Sobald Sie sich anmelden oder etwas ändern, steht es hier.
activity-earlier = Frühere zeigen
activity-newest = Zurück zu den neuesten
activity-topic = Worum es geht
activity-outcome = Wie es endete
activity-any = Alle
activity-sign-in = An- und abmelden
activity-protection = Wege zur Anmeldung
activity-applications = Anwendungen
activity-account = Konto und Profil
activity-success = Getan
activity-failure = Fehlgeschlagen
activity-refusal = Abgelehnt
activity-show = Zeigen
activity-all = Alles zeigen
activity-none-such = Davon gibt es nichts. Wählen Sie etwas anderes oder lassen Sie sich alles zeigen.
event-registered = Das Konto wurde angelegt
event-profile = Profil geändert
event-status = Das Konto wurde geöffnet oder geschlossen
event-role-granted = Sie haben eine Rolle bekommen
event-role-revoked = Eine Rolle wurde Ihnen entzogen
event-login-success = Angemeldet
event-login-failed = Eine Anmeldung schlug fehl
event-login-limited = Zu viele Versuche, sich anzumelden
event-login-attack = Viele falsche Passwörter an einem Tag
event-reuse = Ein verbrauchtes Token kam wieder, darum wurde eine Anwendung abgemeldet
event-token-revoked = Eine Anwendung hat sich abgemeldet
event-logout = Abgemeldet
event-session-ended = Ein Gerät wurde abgemeldet
event-password = Passwort geändert
event-email-asked = Eine andere Adresse wurde verlangt
event-email-undone = Änderung der Adresse zurückgenommen
event-email = Adresse geändert
event-preferences = Einstellungen geändert
event-exported = Ihre Daten wurden heruntergeladen
event-consent = Eine Anwendung wurde erlaubt
event-consent-denied = Eine Anwendung wurde abgelehnt
event-disconnected = Eine Anwendung wurde getrennt
event-erased = Das Konto wurde gelöscht
event-factor-added = Ein zweiter Faktor wurde eingerichtet
event-factor-shown = Mit einem zweiten Faktor bestätigt
event-factor-wrong = Ein zweiter Faktor war falsch
event-factor-removed = Ein zweiter Faktor wurde entfernt
event-code-mailed = Ein Code wurde Ihnen gemailt
event-code-again = Ein verbrauchter Code wurde noch einmal versucht
event-passkey-named = Ein Passkey wurde umbenannt
event-codes = Neue Ersatzcodes wurden erstellt
event-devices = Jedes Gerät wird wieder nach dem zweiten Faktor gefragt
event-token-issued = Eine Anwendung bekam Zugang
event-token-refreshed = Eine Anwendung erneuerte ihren Zugang
event-token-refused = Einer Anwendung wurde der Zugang verweigert
event-code-issued = Eine Anwendung begann, Sie anzumelden
event-application-refused = Eine Anwendung verlangte, was sie nicht bekommt
event-logout-refused = Eine Anwendung konnte Sie nicht abmelden
event-everybody-out = Alle wurden abgemeldet
event-reset-asked = Ein neues Passwort wurde verlangt
event-proof-asked = Eine Mail zur Bestätigung Ihrer Adresse wurde verlangt
event-proof = Ihre Adresse wurde bestätigt
event-proof-failed = Ihre Adresse konnte nicht bestätigt werden
event-mail-lost = Eine Mail an Sie konnte nicht zugestellt werden
event-other = Etwas anderes ({ $kind })

email-title = Adresse ändern
email-words = Wir schicken eine Mail an die neue Adresse. Sobald Sie sie dort bestätigt haben, tritt sie an die Stelle der bisherigen.
email-now = Ihre Adresse bisher: { $address }
email-new = Neue E-Mail-Adresse
email-submit = Mail schicken
email-same = Das ist Ihre Adresse schon.
profile-title = Ihr Profil
profile-words = Anwendungen sehen, was Sie ihnen erlauben. Lassen Sie leer, was Sie nicht sagen wollen.
profile-phone = Telefonnummer
profile-birthdate-hint = Jahr, Monat und Tag, wie in 1990-12-31
profile-locale-hint = Wie in de oder de-AT
profile-zoneinfo-hint = Wie in Europe/Vienna
profile-save = Speichern
profile-saved = Ihr Profil ist gespeichert.
profile-stale = Ihr Profil wurde im selben Augenblick anderswo geändert. Prüfen Sie es und speichern Sie noch einmal.
profile-wrong-website = Geben Sie eine ganze Adresse ein, wie in https://example.com.
profile-wrong-birthdate = Geben Sie Jahr, Monat und Tag ein, wie in 1990-12-31.
profile-email-change = Adresse ändern
profile-email-done = Ihre Adresse ist geändert.
profile-wrong-text = Geben Sie eine Zeile von höchstens 1000 Zeichen ein.

data-title = Ihre Daten
data-export-title = Mitnehmen
data-export-words = Ein Archiv mit allem, was { $brand } über Sie hat, und einer Seite, die es erklärt. Dazu wird nach Ihrem Passwort gefragt, damit es niemand an einem Gerät mitnimmt, das Sie offen gelassen haben.
data-export = Ihre Daten herunterladen
data-erase-title = Konto löschen
data-erase-words = Ihr Konto geht für immer, sofort, mit allem, was daran hängt. Anwendungen, die Sie kennen, behalten, was sie haben. Niemand kann das rückgängig machen.
data-erase = Konto löschen

confirm-keep = Behalten
confirm-password = Dazu wird nach Ihrem Passwort gefragt, damit es niemand an einem Gerät tut, das Sie offen gelassen haben.
confirm-session-title = { $device } abmelden?
confirm-session-words = Wer es benutzt, muss sich neu anmelden. Anwendungen, bei denen dort angemeldet war, werden auch abgemeldet.
confirm-session-here = Das ist das Gerät vor Ihnen. Um wiederzukommen, melden Sie sich neu an.
confirm-others-title = Überall sonst abmelden?
confirm-others-words = Hier bleiben Sie angemeldet. Überall sonst sind Sie sofort abgemeldet, und jedes Gerät wird wieder nach dem zweiten Faktor gefragt.
confirm-others-count =
    { $count ->
        [0] Kein anderes Gerät
        [one] Ein anderes Gerät
       *[other] { $count } andere Geräte
    }
confirm-application-title = { $application } trennen?
confirm-application-words = Sie verliert sofort den Zugang zu Ihrem Konto. Was sie schon gespeichert hat, behält sie. Um sie wieder zu verbinden, melden Sie sich dort an.
confirm-totp-title = Authenticator-App entfernen?
confirm-totp-words = Ihre Codes gelten nicht mehr.
confirm-passkey-title = Den Passkey „{ $name }“ entfernen?
confirm-passkey-words = Mit ihm melden Sie sich nicht mehr an.
confirm-last-factor = Es ist Ihr letzter zweiter Faktor: Danach öffnet Ihr Passwort allein Ihr Konto, und Ihre Ersatzcodes gehen mit.
confirm-codes-title = Neue Ersatzcodes erstellen?
confirm-codes-words = Die Codes, die Sie jetzt haben, gelten sofort nicht mehr.
confirm-codes-first = Mit jedem melden Sie sich einmal an, wenn das Telefon weg ist.
confirm-codes-keep = Jetzt nicht
confirm-erase-title = Ihr Konto löschen?
confirm-erase-keep = Konto behalten

## Die API, beschrieben

docs-title = Die JSON-API
docs-document = Dasselbe für Programme (OpenAPI 3.1)
docs-parameters = Parameter
docs-body = Inhalt
docs-answers = Antworten
docs-required = notwendig

## Passwort ändern

password-title = Passwort ändern
password-current = Jetziges Passwort
password-new = Neues Passwort
password-submit = Passwort ändern
password-ends = Hier bleiben Sie angemeldet. Überall sonst werden Sie abgemeldet.
password-done = Ihr Passwort ist geändert.
password-same = Wählen Sie ein anderes: Das ist das Passwort, das Sie haben.
password-overtaken = Ihr Passwort wurde im selben Augenblick anderswo geändert. Melden Sie sich neu an, um es zu ändern.

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

## Zweiter Faktor

second-title = Bestätigen Sie, dass Sie es sind
second-words = Geben Sie den Code ein, den Ihre Authenticator-App für { $brand } zeigt.
second-words-backup = Geben Sie einen der Ersatzcodes ein, die Sie aufgeschrieben haben. Jeder gilt einmal.
second-code = Sechsstelliger Code
second-backup = Ersatzcode
second-submit = Bestätigen
second-other-code = Authenticator-App verwenden
second-other-backup = Ersatzcode verwenden
second-other-mail = Code per Mail bekommen
second-words-mail = Wir schicken einen Code aus sechs Ziffern an die Adresse Ihres Kontos.
second-words-mailed = Geben Sie den Code aus sechs Ziffern ein, den wir an die Adresse Ihres Kontos geschickt haben. Er gilt 10 Minuten.
second-send = Code schicken
second-send-again = Einen anderen Code schicken
second-wrong-mail = Das ist nicht der Code aus der neuesten Mail, oder er gilt nicht mehr. Prüfen Sie ihn, oder lassen Sie einen anderen schicken.
second-remember =
    { $days ->
        [one] Auf diesem Gerät einen Tag lang nicht fragen
       *[other] Auf diesem Gerät { $days } Tage lang nicht fragen
    }
second-wrong = Dieser Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten und geben Sie ihn ein.
second-wrong-backup = Dieser Ersatzcode stimmt nicht oder wurde schon verwendet. Versuchen Sie einen anderen.
second-missing = Geben Sie den Code ein.

## Authenticator-App

totp-title = Authenticator-App einrichten
totp-words = Eine App auf Ihrem Telefon zeigt einen Code, der jede halbe Minute wechselt. Sie geben ihn nach dem Passwort ein, damit das Passwort allein nichts öffnet.
totp-demanded = Ihr Konto braucht einen zweiten Faktor. Richten Sie ihn ein, um fortzufahren.
totp-demanded-for = { $application } verlangt einen zweiten Faktor. Richten Sie ihn ein, um fortzufahren.
totp-scan = Scannen Sie das mit der App
totp-scan-words = Öffnen Sie eine Authenticator-App, fügen Sie ein Konto hinzu und richten Sie die Kamera auf das Bild.
totp-picture = Bild für Ihre Authenticator-App. Dasselbe steht darunter als Text.
totp-picture-file = Das Bild allein öffnen
totp-type = Keine Kamera? Geben Sie diesen Schlüssel in der App ein:
totp-first-code = Code, den die App jetzt zeigt
totp-confirm = Einschalten

## Ersatzcodes

codes-title = Ihre Ersatzcodes
codes-new-app = Ihre Authenticator-App ist eingerichtet.
codes-words = Bewahren Sie sie dort auf, wo Sie sie finden, wenn das Telefon weg ist: gedruckt oder im Passwortmanager. Mit jedem melden Sie sich einmal an.
codes-once = Sie werden nicht noch einmal gezeigt. Frühere Codes gelten nicht mehr.
codes-done = Ich habe sie aufbewahrt

## Sicherheit

security-title = Anmelden
security-password-words = Nach ihm wird gefragt, wenn Sie sich anmelden.
security-totp = Authenticator-App
security-totp-on = Eingeschaltet
security-totp-off = Ausgeschaltet. Mit einer App öffnet Ihr Passwort allein nichts.
security-totp-set-up = Einrichten
security-totp-remove = App entfernen
security-since = Eingerichtet { $when }
security-used = Zuletzt benutzt { $when }
security-codes = Ersatzcodes
security-codes-left =
    { $left ->
        [0] Keiner ist übrig. Erstellen Sie neue.
        [one] Einer ist übrig.
       *[other] { $left } sind übrig.
    }
security-codes-renew = Neue Codes erstellen
security-devices = Geräte, die nicht gefragt werden
security-until = Wird { $when } wieder gefragt
security-devices-forget = Auf jedem Gerät wieder fragen
security-by-mail = Nichts wurde geändert: Ein Code per E-Mail reicht dafür nicht. Melden Sie sich mit Ihrer App, einem Passkey oder einem Ersatzcode an und versuchen Sie es dann noch einmal.
security-done-totp = Die Authenticator-App ist entfernt.
security-done-devices = Jedes Gerät wird wieder gefragt.

## Passkeys

second-words-passkey = Verwenden Sie Ihren Passkey: Ihr Gerät fragt nach Fingerabdruck, Gesicht oder PIN.
second-other-passkey = Passkey verwenden
passkey-sign-in = Mit einem Passkey anmelden
passkey-use = Passkey verwenden
passkey-make = Passkey hinzufügen
passkey-failed = Ihr Gerät hat keinen Passkey gegeben. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-refused = Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-needs-script = Passkeys brauchen JavaScript, das in diesem Browser ausgeschaltet ist.
passkey-new-title = Passkey hinzufügen
passkey-kept-title = Ihr Passkey
passkey-words = Ein Passkey liegt auf Ihrem Gerät und öffnet sich mit Fingerabdruck, Gesicht oder PIN. Niemand kann ihn Ihnen entlocken.
passkey-label = Name, an dem Sie ihn erkennen
passkey-rename = Namen speichern
passkey-remove = Passkey entfernen
security-passkeys = Passkeys
security-passkeys-none = Noch keine. Mit einem Passkey melden Sie sich mit Fingerabdruck, Gesicht oder PIN an, ohne Passwort.
security-passkey-add = Passkey hinzufügen
security-passkey-change = Umbenennen
security-passkey-change-label = { $name } umbenennen
security-passkey-remove = Entfernen
security-passkey-remove-label = { $name } entfernen
security-done-passkey = Der Passkey ist entfernt.
security-done-passkey-new = Der Passkey ist hinzugefügt.

## Mails

mail-lasts-minutes =
    { $minutes ->
        [one] Der Link gilt eine Minute.
       *[other] Der Link gilt { $minutes } Minuten.
    }
mail-lasts-hours =
    { $hours ->
        [one] Der Link gilt eine Stunde.
       *[other] Der Link gilt { $hours } Stunden.
    }
mail-verify-subject = Bestätigen Sie Ihre Adresse für { $brand }
mail-verify-code = Um zu bestätigen, dass diese Adresse Ihnen gehört, geben Sie diesen Code auf der Seite ein, die danach gefragt hat:
mail-verify-link = Oder öffnen Sie diesen Link. Auf einem anderen Gerät fragt er nach dem Passwort, das Sie gewählt haben.
mail-verify-button = Meine Adresse bestätigen
mail-verify-not-you = Waren Sie das nicht? Dann ist nichts zu tun: Ohne diese Mail bekommt niemand ein Konto mit Ihrer Adresse.
mail-exists-subject = Sie haben schon ein Konto bei { $brand }
mail-exists-words = Jemand, vermutlich Sie, wollte ein neues Konto mit dieser Adresse. Es gibt schon eines, deshalb wurde kein weiteres angelegt.
mail-exists-sign-in = Anmelden
mail-exists-forgot = Ein neues Passwort setzen
mail-exists-not-you = Waren Sie das nicht? Dann ist nichts zu tun: Es wurde nichts geändert, und die Seite hat niemandem verraten, dass Sie ein Konto haben.
mail-reset-subject = Setzen Sie ein neues Passwort für { $brand }
mail-reset-words = Jemand, vermutlich Sie, hat das Passwort Ihres Kontos vergessen. Mit diesem Link setzen Sie ein neues. Er wirkt einmal.
mail-reset-button = Neues Passwort setzen
mail-reset-not-you = Waren Sie das nicht? Dann ist nichts zu tun: Ihr Passwort bleibt, wie es ist.
mail-changed-subject = Ihr Passwort für { $brand } wurde geändert
mail-changed-words = Das Passwort Ihres Kontos wurde gerade geändert.
mail-changed-operator = Jemand von den Betreibern von { $brand } hat gerade ein neues Passwort für Ihr Konto gesetzt.
mail-changed-ended = Alle anderen Anmeldungen sind beendet.
mail-changed-not-you = Waren Sie das nicht? Dann setzen Sie sofort ein neues und sagen Sie es den Betreibern von { $brand }.
mail-changed-button = Neues Passwort setzen
mail-device-subject = Ein neues Gerät hat sich bei { $brand } angemeldet
mail-device-words = Gerade hat sich jemand bei Ihrem Konto mit einem Gerät angemeldet, das dafür noch nie benutzt wurde.
mail-device-at = Wann: { $moment }
mail-device-what = Womit: { $device }
mail-device-from = Von: { $from }
mail-device-you = Waren Sie das? Dann ist nichts zu tun.
mail-device-not-you = Waren Sie das nicht? Dann ändern Sie sofort Ihr Passwort: Das meldet jedes andere Gerät ab.
mail-device-button = Mein Passwort ändern
mail-device-sessions = Sehen, wo ich angemeldet bin
mail-reuse-subject = Eine Anwendung wurde von Ihrem Konto bei { $brand } abgemeldet
mail-reuse-words = Die Anwendung { $application } hat einen Schlüssel zu Ihrem Konto vorgezeigt, der schon benutzt war. Vielleicht hat ihn jemand kopiert, deshalb wurde die Anwendung abgemeldet. Hat sie selbst einen Fehler gemacht, ist sonst nichts geschehen.
mail-reuse-again = Melden Sie sich dort neu an, wenn Sie sie verwenden. Sehen Sie nach, wo Sie angemeldet sind, und beenden Sie, was Sie nicht kennen.
mail-change-subject = Bestätigen Sie Ihre neue Adresse für { $brand }
mail-change-link = Oder öffnen Sie diesen Link. In einem anderen Browser fragt er nach dem Passwort Ihres Kontos.
mail-change-not-you = Waren Sie das nicht? Dann ist nichts zu tun: Ohne diese Mail gibt niemand einem Konto Ihre Adresse.
mail-taken-words = Jemand, vermutlich Sie, wollte einem anderen Konto diese Adresse geben. Sie gehört schon zu Ihrem Konto, deshalb wurde nichts geändert.
mail-changing-subject = Ihre Adresse für { $brand } soll sich ändern
mail-changing-words = Jemand, vermutlich Sie, will Ihrem Konto eine andere Adresse geben. Sie ändert sich, sobald die neue bestätigt ist.
mail-changing-not-you = Waren Sie das nicht? Dann setzen Sie sofort ein neues Passwort: das hält die Änderung auf. Und sagen Sie es den Betreibern von { $brand }.
mail-moved-subject = Ihre Adresse für { $brand } wurde geändert
mail-moved-words = Ihr Konto hat ab jetzt eine andere Adresse. Mails dazu kommen nicht mehr hierher, und mit dieser Adresse meldet man sich nicht mehr an.
mail-moved-not-you = Wenn Sie das nicht waren, sagen Sie es sofort den Betreibern von { $brand }.
mail-moved-undo = Waren Sie das nicht? Dann nehmen Sie es innerhalb von sieben Tagen mit diesem Link zurück. Alle Anmeldungen enden, und Sie wählen ein neues Passwort.
mail-moved-undo-button = Änderung zurücknehmen
mail-restored-subject = Die Änderung Ihrer Adresse für { $brand } wurde zurückgenommen
mail-restored-words = Bis jetzt hatte ein Konto diese Adresse. Mit dem Link, der an die Adresse davor ging, hat es wieder jene. Alle Anmeldungen sind beendet, und es braucht ein neues Passwort.
mail-restored-not-you = Ist das Ihr Konto, und waren Sie das nicht? Dann sagen Sie es sofort den Betreibern von { $brand }.
mail-moved-button = Profil ansehen
mail-held-subject = Diese Adresse ist bei { $brand } noch nicht frei
mail-held-words = Jemand, vermutlich Sie, wollte diese Adresse verwenden. Bis vor Kurzem gehörte sie zu einem Konto, deshalb bekommt sie eine Zeit lang niemand anderes. Wählen Sie eine andere Adresse, oder versuchen Sie es später noch einmal.
mail-held-button = Zur Anmeldeseite
mail-held-not-you = Waren Sie das nicht? Dann ist nichts zu tun: Es wurde nichts geändert.
mail-factor-subject = Ihre Anmeldung bei { $brand } hat sich geändert
mail-factor-app-added = Für Ihr Konto wurde eine Authenticator-App eingerichtet. Ab jetzt wird neben Ihrem Passwort nach ihrem Code gefragt.
mail-factor-app-removed = Die Authenticator-App Ihres Kontos wurde entfernt. Nach ihren Codes wird nicht mehr gefragt.
mail-factor-passkey-added = Ihrem Konto wurde ein Passkey hinzugefügt.
mail-factor-passkey-removed = Ein Passkey Ihres Kontos wurde entfernt.
mail-factor-code-subject = Einer Ihrer Ersatzcodes bei { $brand } wurde benutzt
mail-factor-code-used = Gerade hat sich jemand mit Ihrem Passwort und einem Ihrer Ersatzcodes bei Ihrem Konto angemeldet. Dieser Code ist verbraucht. Erstellen Sie neue, bevor der letzte weg ist.
mail-factor-codes = Für Ihr Konto wurden neue Ersatzcodes erstellt. Die alten gelten nicht mehr.
mail-factor-all-removed = Die Betreiber von { $brand } haben Ihre Authenticator-App, Passkeys und Ersatzcodes entfernt, wie es für jemanden geschieht, der sie verloren hat. Sie wurden überall abgemeldet, und zur Anmeldung genügt jetzt Ihr Passwort: Richten Sie den zweiten Schritt neu ein.
mail-factor-not-you = Waren Sie das nicht? Dann sehen Sie sofort nach, setzen Sie ein neues Passwort und sagen Sie es den Betreibern von { $brand }.
mail-factor-button = Anmeldung ansehen
mail-code-subject = Ihr Code für die Anmeldung bei { $brand }
mail-code-words = Um sich anzumelden, geben Sie diesen Code auf der Seite ein, die danach gefragt hat:
mail-code-lasts =
    { $minutes ->
        [one] Der Code gilt eine Minute, und nur einmal.
       *[other] Der Code gilt { $minutes } Minuten, und nur einmal.
    }
mail-code-not-you = Waren Sie das nicht? Dann kennt jemand Ihr Passwort: setzen Sie sofort ein neues.

## Postfach beim Entwickeln

mailbox-title = Postfach
mailbox-words = Mails bleiben hier, während Sie entwickeln: keine verlässt diesen Rechner.
mailbox-empty = Noch keine Mail. Legen Sie ein Konto an oder bitten Sie um ein neues Passwort, dann kommt sie hierher.
mailbox-to = An
mailbox-back = Alle Mails
mailbox-follow = Link öffnen

## Konto anlegen

register-title = Konto anlegen
register-email = E-Mail-Adresse
register-name = Ihr Name (wenn Sie mögen)
register-password = Wählen Sie ein Passwort
register-submit = Konto anlegen
register-busy = Einen Moment …
register-sign-in = Sie haben ein Konto? Anmelden
register-bad-email = Geben Sie eine E-Mail-Adresse wie name@example.com ein.
register-bad-name = Geben Sie einen kürzeren Namen ein, in einer Zeile.
asked-too-often =
    { $minutes ->
        [one] Danach wurde von hier zu oft gefragt. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
       *[other] Danach wurde von hier zu oft gefragt. Warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal.
    }
crowded = Gerade sind viele Menschen hier. Warten Sie ein paar Sekunden und versuchen Sie es dann noch einmal.

## Neues Passwort

strength-label = Stärke:
strength-0 = keine
strength-1 = schwach
strength-2 = mäßig
strength-3 = gut
strength-4 = stark
strength-ask = Wie stark ist es?
rule-length = Mindestens { $least } Zeichen
rule-upper = Ein Großbuchstabe
rule-lower = Ein Kleinbuchstabe
rule-digit = Eine Ziffer
rule-special = Ein Zeichen, das weder Buchstabe noch Ziffer ist
rule-guess = Schwer zu erraten: kein gängiges Wort, weder Ihr Name noch Ihre Adresse
password-missing = Wählen Sie ein Passwort.
password-too-short = Machen Sie es länger: mindestens { $least } Zeichen.
password-too-long = Machen Sie es kürzer: das ist mehr, als angenommen werden kann.
password-no-upper = Fügen Sie einen Großbuchstaben hinzu.
password-no-lower = Fügen Sie einen Kleinbuchstaben hinzu.
password-no-digit = Fügen Sie eine Ziffer hinzu.
password-no-special = Fügen Sie ein Zeichen hinzu, das weder Buchstabe noch Ziffer ist.
password-common = Wählen Sie ein anderes: dieses steht auf den Listen, die alle zuerst versuchen.
password-guessable = Wählen Sie eines, das schwerer zu erraten ist, ohne Ihren Namen und Ihre Adresse darin.

## Adresse bestätigen

verify-title = Geben Sie den Code aus Ihrer Mail ein
verify-words = Wir haben eine Mail an { $address } geschickt. Darin stehen ein Code aus acht Ziffern und ein Link, der dasselbe bewirkt.
verify-code = Code
verify-submit = Bestätigen
verify-busy = Einen Moment …
verify-wrong = Das ist nicht der Code aus der Mail. Prüfen Sie ihn und versuchen Sie es noch einmal.
verify-no-mail = Keine Mail? Sehen Sie unter den unerwünschten nach. Der Code gilt 30 Minuten und nur in diesem Browser.
verify-link-title = Adresse bestätigen
verify-link-words = Ist { $address } Ihre Adresse? Bestätigen Sie sie, dann sind Sie angemeldet.
verify-link-elsewhere = Bestätigen Sie, dass { $address } Ihre Adresse ist. Geben Sie das Passwort ein, das Sie gewählt haben, denn dies ist ein anderer Browser.
verify-link-password = Ihr Passwort
verify-link-wrong = Das ist nicht das Passwort, das mit dieser Adresse gewählt wurde. Versuchen Sie es noch einmal.
verify-link-submit = Bestätigen und anmelden
verify-link-change = Soll { $address } die Adresse Ihres Kontos sein? Sie tritt an die Stelle der bisherigen.
link-over-title = Dieser Link oder Code gilt nicht mehr
link-over-verification = Er wurde schon benutzt, ist zu alt oder wurde zu oft versucht.
link-over-reset = Er wurde schon benutzt, ist zu alt, es gibt einen neueren, oder Ihr Passwort wurde seither geändert.
link-over-undo = Er wurde schon benutzt, ist älter als sieben Tage, oder eine frühere Änderung wurde zurückgenommen.
link-over-register = Konto anlegen
link-over-forgot = Einen neuen Link anfordern
link-taken-title = Es gibt schon ein Konto
link-taken-words = Inzwischen wurde ein Konto mit dieser Adresse angelegt. Melden Sie sich mit dem Passwort an, das dafür gewählt wurde.

## Vergessenes Passwort

forgot-title = Passwort vergessen?
forgot-words = Sagen Sie uns, wer Sie sind, und wir schicken einen Link, der ein neues setzt.
forgot-submit = Link schicken
forgot-busy = Einen Moment …
forgot-sent-title = Sehen Sie in Ihr Postfach
forgot-sent-words = Wenn es für { $name } ein Konto mit einer bestätigten Adresse gibt, ist eine Mail dorthin unterwegs.
forgot-sent-advice = Keine Mail? Sehen Sie unter den unerwünschten nach, oder versuchen Sie einen anderen Namen oder eine andere Adresse.
reset-title = Neues Passwort setzen
reset-password = Neues Passwort
reset-submit = Passwort setzen
reset-busy = Einen Moment …
reset-ends = Sie werden überall abgemeldet.
reset-done-title = Ihr Passwort ist geändert
undo-title = Änderung zurücknehmen
undo-words = Ihr Konto bekommt die Adresse { $address } zurück. Die jetzige gilt dann nicht mehr.
undo-submit = Änderung zurücknehmen
undo-ends = Alle Anmeldungen enden, und als Nächstes wählen Sie ein neues Passwort.
undone-title = Ihr Konto hat seine Adresse wieder
undone-words = Sie wurden überall abgemeldet, und das Passwort gilt nicht mehr. Wählen Sie jetzt ein neues, und sehen Sie danach nach, wie Sie sich anmelden: Passkeys, die seit der Änderung eingerichtet wurden, sind weg. Was jemand sonst hinzugefügt hat, entfernen Sie dort.
undone-words-none = Sie wurden überall abgemeldet. Melden Sie sich an, und sehen Sie nach, wie Sie sich anmelden: Passkeys, die seit der Änderung eingerichtet wurden, sind weg. Was jemand sonst hinzugefügt hat, entfernen Sie dort.
undone-password = Neues Passwort wählen
undo-given-title = Diese Adresse gehört jemand anderem
undo-given-words = Die Änderung lässt sich nicht zurücknehmen: Ein anderes Konto hat die Adresse inzwischen. Sagen Sie es den Betreibern dieses Dienstes.
reset-done-words = Sie wurden überall abgemeldet. Melden Sie sich mit dem neuen Passwort an.
