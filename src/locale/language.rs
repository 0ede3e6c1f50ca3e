//! Which languages there are, and which one a reader gets.

/// A language that the app speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    English,
    /// Portuguese as it is spoken in Brazil.
    Portuguese,
    /// Spanish as it is understood all over Latin America.
    Spanish,
    /// Modern Standard Arabic, read from right to left.
    Arabic,
}

/// What the reader chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LanguageChoice {
    /// The first of the browser's languages that the app speaks.
    #[default]
    Browser,
    Always(Language),
}

impl Language {
    pub const EVERY: [Self; 4] = [Self::English, Self::Portuguese, Self::Spanish, Self::Arabic];

    /// BCP 47: the `lang` of the page and the name of the locale file.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
            Self::Spanish => "es",
            Self::Arabic => "ar",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Português (Brasil)",
            Self::Spanish => "Español",
            Self::Arabic => "العربية",
        }
    }

    /// The `dir` of the page.
    pub const fn direction(self) -> &'static str {
        if self.is_right_to_left() {
            "rtl"
        } else {
            "ltr"
        }
    }

    pub const fn is_right_to_left(self) -> bool {
        match self {
            Self::English | Self::Portuguese | Self::Spanish => false,
            Self::Arabic => true,
        }
    }

    /// The language of a BCP 47 tag; the region does not matter.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let wanted = primary_subtag(tag);
        Self::EVERY
            .into_iter()
            .find(|language| primary_subtag(language.tag()).eq_ignore_ascii_case(wanted))
    }

    /// The tag for times and numbers: the browser's own for this language, so that its region
    /// decides between 9:14 PM and 21:14, or else the language's.
    pub fn regional_tag(self, browser: &[String]) -> String {
        browser
            .iter()
            .find(|tag| Self::from_tag(tag) == Some(self))
            .cloned()
            .unwrap_or_else(|| self.tag().to_owned())
    }
}

impl LanguageChoice {
    /// The word in which the choice is kept on this device.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Always(language) => language.tag(),
        }
    }

    /// The kept choice; anything unknown means the browser decides.
    pub fn from_word(word: &str) -> Self {
        Language::from_tag(word).map_or(Self::Browser, Self::Always)
    }

    /// The language to show: the reader's choice, else the first of the browser's languages that
    /// the app speaks, else the one of the configuration, else English.
    pub fn resolve(self, browser: &[String], configured: Option<Language>) -> Language {
        match self {
            Self::Always(language) => language,
            Self::Browser => browser
                .iter()
                .find_map(|tag| Language::from_tag(tag))
                .or(configured)
                .unwrap_or_default(),
        }
    }
}

fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|&tag| tag.to_owned()).collect()
    }

    #[test]
    fn the_readers_choice_wins_over_the_browser_and_the_browser_over_the_configuration() {
        let browser = tags(&["fr-CA", "pt-PT", "en-US"]);
        let configured = Some(Language::English);
        assert_eq!(
            LanguageChoice::Browser.resolve(&browser, configured),
            Language::Portuguese
        );
        assert_eq!(
            LanguageChoice::Always(Language::English).resolve(&browser, None),
            Language::English
        );
        assert_eq!(
            LanguageChoice::Browser.resolve(&tags(&["es-419", "en"]), configured),
            Language::Spanish
        );
        let stranger = tags(&["fi"]);
        assert_eq!(
            LanguageChoice::Browser.resolve(&stranger, Some(Language::Portuguese)),
            Language::Portuguese
        );
        assert_eq!(
            LanguageChoice::Browser.resolve(&stranger, None),
            Language::English
        );
    }

    #[test]
    fn a_choice_survives_being_kept_and_rubbish_leaves_it_to_the_browser() {
        for choice in [
            LanguageChoice::Browser,
            LanguageChoice::Always(Language::English),
            LanguageChoice::Always(Language::Portuguese),
            LanguageChoice::Always(Language::Spanish),
            LanguageChoice::Always(Language::Arabic),
        ] {
            assert_eq!(LanguageChoice::from_word(choice.word()), choice);
        }
        assert_eq!(
            LanguageChoice::from_word("klingon"),
            LanguageChoice::Browser
        );
    }

    #[test]
    fn times_follow_the_region_of_the_browser() {
        let browser = tags(&["en-GB", "pt-PT"]);
        assert_eq!(Language::English.regional_tag(&browser), "en-GB");
        assert_eq!(Language::Portuguese.regional_tag(&tags(&["de"])), "pt-BR");
        assert_eq!(Language::Spanish.regional_tag(&tags(&["es-MX"])), "es-MX");
    }
}
