//! How a proxy is told a name and a password.
//!
//! Pure. RFC 7617 (Basic), RFC 4648 section 4 (base64), RFC 3986 section 2.1 (percent signs).

/// The digits of base64.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns the value of `Proxy-Authorization` for a name and a password as they stand in a URL.
pub fn authorization(user: &str, password: &str) -> String {
    let plain = [decode(user), b":".to_vec(), decode(password)].concat();
    format!("Basic {}", base64(&plain))
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let group =
            (0..3).fold(0, |group, at| group << 8 | usize::from(*three.get(at).unwrap_or(&0)));
        for place in 0..4 {
            let digit = DIGITS.get(group >> (18 - 6 * place) & 63).copied().unwrap_or(b'=');
            text.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Takes the percent signs out; one that begins nothing stays.
fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let value = hex.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match value.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            Some(_) | None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_rfcs_come_out() {
        assert_eq!(authorization("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(decode("a%40b%2"), b"a@b%2");
        assert_eq!(decode("%+1%zz"), b"%+1%zz");
    }

    proptest! {
        #[test]
        fn any_text_is_fine(user in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = authorization(&user, "%");
            let coded = base64(&bytes);
            prop_assert_eq!(coded.len(), bytes.len().div_ceil(3) * 4);
            let percent: Vec<String> = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
            prop_assert_eq!(decode(&percent.concat()), bytes);
        }
    }
}
