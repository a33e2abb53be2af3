//! The sections of the report, and the programs that measure them.

use std::{fmt, str::FromStr};

use anyhow::{Result, bail};

use crate::{
    child::{INSTRUCTIONS, OURS, OURS_WITH_LTO, PEERS, SCALE},
    figures::Figures,
    tables,
};

/// A section of the report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Check,
    Decisions,
    Watched,
    Contention,
    Instructions,
    Scale,
}

impl Section {
    pub(crate) const ALL: [Self; 6] =
        [Self::Check, Self::Decisions, Self::Watched, Self::Contention, Self::Instructions, Self::Scale];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Decisions => "decisions",
            Self::Watched => "watched",
            Self::Contention => "contention",
            Self::Instructions => "instructions",
            Self::Scale => "scale",
        }
    }

    /// Runs the measurement, stores the figures, and returns the Markdown.
    pub(crate) fn run(self, figures: &mut Figures) -> Result<String> {
        Ok(match self {
            Self::Check => {
                figures.checks = OURS.figures(self.name())?;
                figures.peers_checks = PEERS.figures(self.name())?;
                let linked: Vec<_> = OURS_WITH_LTO.figures(self.name())?;
                tables::check::markdown(&figures.checks, &linked, &figures.peers_checks)
            }
            Self::Decisions => {
                let ours: Vec<_> = OURS.figures(self.name())?;
                figures.peers_decisions = PEERS.figures(self.name())?;
                tables::decisions::markdown(&ours, &figures.peers_decisions)
            }
            Self::Watched => tables::watched::markdown(&OURS.figures::<Vec<_>>(self.name())?),
            Self::Contention => {
                figures.contention = PEERS.figures(self.name())?;
                tables::contention::markdown(&figures.contention)
            }
            Self::Instructions => {
                figures.instructions = INSTRUCTIONS.markdown()?;
                figures.instructions.clone()
            }
            Self::Scale => SCALE.markdown()?,
        })
    }
}

impl FromStr for Section {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let Some(section) = Self::ALL.into_iter().find(|section| section.name() == name) else {
            let names = Self::ALL.map(Self::name).join("`, `");
            bail!("there is no section `{name}`: expected some of `{names}`, or none for all");
        };
        Ok(section)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
