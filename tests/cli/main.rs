//! Command lines in, transcripts out.
//!
//! The program runs in this process ([`scene`]): it is given its folder, its streams and its environment as values.
//! Transcripts are snapshots; what can be computed is asserted.

mod scene;

mod commands;
mod configuration;
mod elsewhere;
mod failing;
mod files;
mod library;
mod manifest;
mod output;
mod overlays;
mod reading;
mod readme;
mod reports;
mod same;
mod selection;
mod signing;
mod vectors;
