//! The CRC-32 of zip and Ethernet.

/// The checksum of `bytes` in decimal: reflected, polynomial `0xEDB88320`.
pub(crate) fn crc32(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    let step = |crc: u32| {
        let carry = if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        crc >> 1 ^ carry
    };
    let crc = bytes.as_ref().iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc))
    });
    (!crc).to_string()
}
