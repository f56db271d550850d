package example;

import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Pages {
    /** Who is signed in, and the token for APIs, which is renewed when it is about to expire. */
    @GetMapping("/")
    Map<String, Object> home(
        @AuthenticationPrincipal OidcUser person,
        @RegisteredOAuth2AuthorizedClient("signet") OAuth2AuthorizedClient client,
        CsrfToken csrf
    ) {
        return Map.of(
            "name", person.getName(),
            "email", person.getEmail(),
            "subject", person.getSubject(),
            "access_token", client.getAccessToken().getTokenValue(),
            "csrf", csrf.getToken()
        );
    }

    /** A token of the application itself. */
    @GetMapping("/service")
    Map<String, String> service(@RegisteredOAuth2AuthorizedClient("service") OAuth2AuthorizedClient client) {
        return Map.of("access_token", client.getAccessToken().getTokenValue());
    }

    @GetMapping("/api/me")
    Map<String, String> me(@AuthenticationPrincipal Jwt token) {
        return Map.of("subject", token.getSubject());
    }

    @GetMapping("/bye")
    String bye() {
        return "Signed out.";
    }
}
