//! The arguments that several subcommands share: the configuration of a program, a toggle in it, and a context.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use toggle_admin::{
    context::{self, Written},
    env_file,
    program::Configuration,
    question::Question,
};

use crate::store;

/// The configuration of a program.
#[derive(Debug, Args)]
pub struct ConfigurationArgs {
    /// A toggle file, a directory of such files, or `-` for the standard input; give it again for several, highest
    /// first
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// The store whose document is read in place of a toggle file, as in `etcd://127.0.0.1:2379/shop`
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    pub store: Option<String>,
    /// A file of environment variables, as in `NAME=value`
    ///
    /// A value is taken literally: `$NAME` is not expanded, so that your own environment makes no difference.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// The program that reads that file at run time; without it, the file is read as dotenv does, and a note reports
    /// where docker differs
    #[arg(long, value_enum, value_name = "FORMAT", requires = "env_file")]
    pub env_file_format: Option<EnvFileFormat>,
}

/// The format of a file of environment variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EnvFileFormat {
    /// Quotes, comments after a value and `export` are removed, as a shell, dotenv and docker compose do
    Dotenv,
    /// A value is everything after the `=`, even quotes and comments, as for docker's `--env-file` and `kubectl create
    /// configmap --from-env-file`
    Docker,
}

impl ConfigurationArgs {
    /// Returns the configuration that the arguments name.
    ///
    /// # Errors
    ///
    /// If the store cannot be opened.
    pub fn configuration(&self) -> Result<Configuration> {
        let format = |format| match format {
            EnvFileFormat::Dotenv => env_file::EnvFileFormat::Dotenv,
            EnvFileFormat::Docker => env_file::EnvFileFormat::Docker,
        };
        Ok(Configuration {
            files: self.config.clone(),
            store: self.store.as_deref().map(store::open).transpose()?,
            env_file: self.env_file.clone(),
            env_file_format: self.env_file_format.map(format),
        })
    }
}

/// A toggle, and everything that it depends on except the context.
#[derive(Debug, Args)]
pub struct QuestionArgs {
    /// The toggle
    name: String,
    #[command(flatten)]
    configuration: ConfigurationArgs,
    /// The environment that the program runs in, so that `[environment.NAME]` applies; without it, the one in the
    /// variable `TOGGLE_ENVIRONMENT`
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The program, or a list saved with `--format json`; without one, the declared default is not known
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// The time to use as now, as in `2026-12-05T10:00:00Z` or `2026-12-05`
    #[arg(long, value_name = "DATE", value_parser = context::instant)]
    at: Option<Timestamp>,
}

impl QuestionArgs {
    /// Returns the question that the arguments ask.
    ///
    /// # Errors
    ///
    /// If the store cannot be opened.
    pub fn question(&self) -> Result<Question> {
        Ok(Question {
            name: self.name.clone(),
            configuration: self.configuration.configuration()?,
            environment: self.environment.clone(),
            binary: self.binary.clone(),
            at: self.at,
        })
    }
}

/// The attributes that the command line gives.
#[derive(Debug, Args)]
pub struct ContextArgs {
    /// An attribute of the context, such as `plan=pro` or `group=beta,staff`; give it again for more
    ///
    /// A value that TOML reads as a boolean, a number or a date (with an offset, or without a time) has that type.
    /// `[..]` is a TOML array, and commas make a list, too. `"42"` or `'a, b'` in quotes is a string, as is every other
    /// value. A version such as 2.3 is a number without quotes, unless `[attributes]` of the file declares the
    /// attribute: a value declared as a string, a version or a list is a string. A note reports an undeclared name, and
    /// a value that does not match its declaration.
    #[arg(long = "context", value_name = "NAME=VALUE", value_parser = context::attribute)]
    pub attributes: Vec<Written>,
}
