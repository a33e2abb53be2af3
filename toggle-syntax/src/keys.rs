//! Closed sets of words as enums, and the keys of a toggle's table in a file.

/// A word of a closed set.
pub trait Keyword: Copy + 'static {
    /// All words of the set.
    const WORDS: &'static [&'static str];

    /// Returns the keyword with this spelling.
    fn of(word: &str) -> Option<Self>;

    /// Returns the spelling of the keyword.
    fn word(self) -> &'static str;
}

/// Declares an enum with a word for each variant. A `match` over it does not compile if it omits a word.
#[macro_export]
macro_rules! keywords {
    ($(#[$attribute:meta])* $vis:vis enum $Name:ident { $($Variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $Name {
            $(#[doc = concat!("The word `", $word, "`.")] $Variant),+
        }

        impl $Name {
            /// Returns the spelling of the keyword.
            $vis const fn word(self) -> &'static str {
                match self {
                    $(Self::$Variant => $word),+
                }
            }
        }

        impl $crate::keys::Keyword for $Name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$Variant),)+
                    _ => None,
                }
            }

            fn word(self) -> &'static str {
                Self::word(self)
            }
        }
    };
}

keywords! {
    /// A key of a toggle's table.
    pub enum ToggleKey {
        Rules = "rules",
        Otherwise = "otherwise",
        WithoutKey = "without-key",
        Requires = "requires",
        From = "from",
        Until = "until",
        Salt = "salt",
        Enabled = "enabled",
        Shadow = "shadow",
        ShadowLimit = "shadow-limit",
        ShadowValues = "shadow-values",
        Guard = "guard",
        Observe = "observe",
    }
}

/// All keys of a toggle's table. The struct of a structure toggle must not have a field of such a name.
pub const TOGGLE_KEYS: &[&str] = ToggleKey::WORDS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_that_of_its_key() {
        for word in TOGGLE_KEYS {
            assert_eq!(ToggleKey::of(word).map(Keyword::word), Some(*word));
        }
        assert_eq!(ToggleKey::of("rule"), None);
    }
}
