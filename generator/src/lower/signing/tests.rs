//! Promises of the whole of this folder.
