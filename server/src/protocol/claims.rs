//! The standard claims (OpenID Connect Core 5.1) and the scopes that ask for them (5.4).

/// Claims that `profile` asks for.
pub const PROFILE: [&str; 14] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];
/// Claims that `email` asks for.
pub const EMAIL: [&str; 2] = ["email", "email_verified"];
/// The claim that `address` asks for.
pub const ADDRESS: [&str; 1] = ["address"];
/// Claims that `phone` asks for.
pub const PHONE: [&str; 2] = ["phone_number", "phone_number_verified"];

/// The claims that a scope value asks for.
pub fn of_scope(scope: &str) -> &'static [&'static str] {
    match scope {
        "profile" => &PROFILE,
        "email" => &EMAIL,
        "address" => &ADDRESS,
        "phone" => &PHONE,
        _ => &[],
    }
}

/// The scope value that asks for a claim.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    ["profile", "email", "address", "phone"].into_iter().find(|scope| of_scope(scope).contains(&claim))
}

/// Every claim about a person that can be returned.
pub fn all() -> impl Iterator<Item = &'static str> {
    PROFILE.into_iter().chain(EMAIL).chain(ADDRESS).chain(PHONE)
}
