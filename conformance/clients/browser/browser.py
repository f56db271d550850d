"""A person with the plainest of browsers: cookies, redirects and forms, no script. Standard library only.

    browser.py COOKIES URL    opens URL, signs in and allows where asked, and prints where it ends, what is there, and the forms it sent
"""

import http.cookiejar
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

MOST_HOPS = 15


class Page:
    """What came in the end: address, status, text and the forms on it."""

    def __init__(self, url, answer):
        self.url, self.status, self.headers = url, answer.status, answer.headers
        self.text = answer.read().decode(errors="replace")
        self.forms = Forms(self.text).found

    def __repr__(self):
        return f"{self.status} {self.url}\n{self.text[:2000]}"


class Browser:
    """One person's cookies, which are kept in a file if one is named."""

    def __init__(self, cookies=None):
        self.cookies, self.answered = http.cookiejar.LWPCookieJar(cookies), []
        if cookies and os.path.exists(cookies):
            self.cookies.load(ignore_discard=True)
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), Stay(), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def ask(self, url, fields=None, headers=None):
        """One request; no redirect is followed."""
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(url, body, {"Accept": "text/html, */*;q=0.8", **(headers or {})})
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        return Page(url, answer)

    def open(self, url, fields=None):
        """Follows redirects to a page."""
        page = self.ask(url, fields)
        for _ in range(MOST_HOPS):
            if page.status not in (301, 302, 303, 307):
                return page
            page = self.ask(urllib.parse.urljoin(page.url, page.headers["Location"]))
        raise SystemExit(f"redirected {MOST_HOPS} times, at last to {page.url}")

    def submit(self, page, form, **typed):
        """Sends a form of the page with what was typed or pressed."""
        action, hidden = page.forms[form]
        self.answered.append(form)
        return self.open(urllib.parse.urljoin(page.url, action), hidden | typed)

    def visit(self, url):
        """Opens an address; on the provider's pages signs in, allows, confirms."""
        page = self.open(url)
        if "login-form" in page.forms:
            page = self.submit(page, "login-form", username=os.environ["USERNAME"], password=os.environ["PASSWORD"])
        if "consent-form" in page.forms:
            page = self.submit(page, "consent-form", action="approve")
        if "logout-form" in page.forms:
            page = self.submit(page, "logout-form", action="yes")
        return page


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the browser above, which sees each of them."""

    def redirect_request(self, *_):
        return None


class Forms(HTMLParser):
    """The forms of a page by their id: where they go, and their hidden fields."""

    def __init__(self, text):
        super().__init__()
        self.found, self.current = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.current = {}
            self.found[given.get("id", "")] = (given.get("action", ""), self.current)
        elif tag == "input" and given.get("type") == "hidden" and self.current is not None:
            self.current[given["name"]] = given.get("value", "")


if __name__ == "__main__":
    browser = Browser(sys.argv[1])
    print(browser.visit(sys.argv[2]), browser.answered)
    browser.cookies.save(ignore_discard=True)
