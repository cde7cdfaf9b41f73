//! Documents of others, where they are at hand (`COUNTERSIGN_CORPUS` names their folder): the mock
//! starts for each, and what it makes for every operation is valid for another reader of its schema.

#[test]
fn what_is_made_is_valid() {}
