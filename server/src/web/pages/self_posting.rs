//! The answer that travels in a form (OAuth 2.0 Form Post Response Mode section 2).

use askama::Template;

use super::gallery::{self, Sample};
use super::{Application, Frame};

/// The page that posts itself; its button serves where there is no script.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/self_posting.html")]
pub struct SelfPosting {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Who receives it.
    pub application: Application,
    /// The verified redirect address.
    pub target: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

impl SelfPosting {
    fn title(&self) -> String {
        self.frame.say_with("continue-title", "application", self.application.name().into())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let typical = SelfPosting {
        frame: frame.clone(),
        application: gallery::application(),
        target: "https://notes.example/callback?tenant=acme&next=%2Fhome".to_owned(),
        fields: vec![
            field("code", "sgc_AQEBAQEBAQEBAQEBAQEBAQ"),
            field("state", "af0ifjsldkj"),
            field("iss", "https://id.example.com"),
        ],
    };
    let longest = SelfPosting {
        application: gallery::long_application(),
        fields: vec![field("state", &gallery::LONG.repeat(20))],
        ..typical.clone()
    };
    let hostile = SelfPosting {
        application: gallery::hostile_application(),
        fields: vec![field(gallery::HOSTILE, gallery::HOSTILE)],
        ..typical.clone()
    };
    vec![Sample::of("typical", &typical), Sample::of("longest", &longest), Sample::of("hostile", &hostile)]
}
