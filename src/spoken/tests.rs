use proptest::prelude::*;

use super::*;
use crate::lang::Lang;

#[test]
fn numbers_are_grouped_for_reading() {
    for (number, grouped) in [
        ("122345678901", "1223 - 4567 - 8901"),
        ("1223.4567-8901", "1223 - 4567 - 8901"),
        ("1100012345678", "1100 - 0123 - 45678"),
        ("081200001234", "0812 - 0000 - 1234"),
        ("08120000123", "0812 - 0000 - 123"),
        ("0812000012", "081 - 200 - 0012"),
        ("81200001234", "8120 - 0001 - 234"),
        ("+62 812-0000-1234", "+62 - 8120 - 0001 - 234"),
        ("C1234567", "C - 123 - 4567"),
        ("TT100", "TT - 100"),
        ("IN12345678", "IN - 1234 - 5678"),
        ("in-007", "in - 007"),
        ("12345", "12345"),
        ("7", "7"),
        ("", ""),
    ] {
        assert_eq!(group_digits(number), grouped, "{number}");
    }
    assert_eq!(normalize_number(" 0812-0000 1234 "), "081200001234");
}

#[test]
fn letters_and_digits_are_counted_in_words() {
    for (number, id, en) in [
        ("122345678901", "dua belas angka", "twelve digits"),
        ("1223 - 4567 - 8901", "dua belas angka", "twelve digits"),
        ("C1234567", "satu huruf, tujuh angka", "one letter, seven digits"),
        ("IN1", "dua huruf, satu angka", "two letters, one digit"),
        ("", "", ""),
    ] {
        assert_eq!(count_letters_digits(number, Lang::Id), id);
        assert_eq!(count_letters_digits(number, Lang::En), en);
    }
}

#[test]
fn cardinals_are_said_in_words() {
    for (n, id, en) in [
        (0, "nol", "zero"),
        (11, "sebelas", "eleven"),
        (21, "dua puluh satu", "twenty-one"),
        (100, "seratus", "one hundred"),
        (115, "seratus lima belas", "one hundred fifteen"),
        (1000, "seribu", "one thousand"),
        (2450, "dua ribu empat ratus lima puluh", "two thousand four hundred fifty"),
        (
            9999,
            "sembilan ribu sembilan ratus sembilan puluh sembilan",
            "nine thousand nine hundred ninety-nine",
        ),
        (10_000, "10000", "10000"),
    ] {
        assert_eq!((cardinal(n, Lang::Id), cardinal(n, Lang::En)), (id.into(), en.into()));
    }
}

#[test]
fn codes_are_spelt_in_the_words_of_the_listener() {
    let spelt = |code, lang, spelling| spell(code, lang, spelling);
    assert_eq!(
        spelt("TT100", Lang::Id, Spelling::Local),
        "T seperti Timor, T seperti Timor, satu, nol, nol"
    );
    assert_eq!(spelt("L5", Lang::Id, Spelling::Icao), "L seperti Lombok, lima");
    assert_eq!(spelt("IL 1", Lang::Id, Spelling::Icao), "I seperti India, L seperti Lombok, satu");
    assert_eq!(spelt("L5", Lang::En, Spelling::Local), "L as in Lima, five");
    assert_eq!(
        spelt("a-B/1", Lang::En, Spelling::Icao),
        "small A as in Alfa, dash, B as in Bravo, slash, one"
    );
    assert_eq!(spelt("é", Lang::En, Spelling::Icao), "é");
}

#[test]
fn words_are_counted_as_they_are_spoken() {
    for (text, words) in [
        ("122345678901", 12),
        ("1223 - 4567 - 8901", 12),
        ("pukul 19.00 WIB", 6),
        ("Lampu LOS berkedip merah, PON mati.", 6),
        ("laki-laki", 2),
        ("I don't know.", 3),
        ("TT100", 4),
        ("- , .", 0),
        ("", 0),
    ] {
        assert_eq!(spoken_words(text), words, "{text}");
    }
    assert_eq!(
        (seconds(0), seconds(1), seconds(65), seconds(70), seconds(usize::MAX)),
        (0, 1, 30, 33, u32::MAX)
    );
}

#[test]
fn masks_leave_what_others_may_see() {
    assert_eq!(mask_number("1223 - 4567 - 8901"), "…901");
    assert_eq!(mask_number("12345"), "…");
    assert_eq!(mask_phone("081200001234"), "08xx-xxxx-x234");
    assert_eq!(mask_phone("+62 812-0000-1234"), "08xx-xxxx-x234");
    assert_eq!(mask_phone("188"), "xxx");
    assert_eq!(mask_email("rina.wijaya@example.com"), "r***@example.com");
    assert_eq!(mask_email("rina"), "***");
}

#[test]
fn free_text_loses_its_numbers_and_addresses() {
    let ticket = Some("IN12345678");
    for (text, shown) in [
        ("nomor saya 122345678901, tolong", "nomor saya …, tolong"),
        ("hp 0812-0000 1234!", "hp …!"),
        ("(021) 555.1234", "(…"),
        ("tiket IN12345678 sejak jumat", "tiket IN12345678 sejak jumat"),
        ("xIN12345678", "…"),
        ("IN123456789", "…"),
        ("tulis ke rina@example.com.", "tulis ke r***@example.com."),
        ("@CekduluCare tolong", "@CekduluCare tolong"),
        ("rumah nomor 12, pagar hijau", "rumah nomor 12, pagar hijau"),
        ("1234 5", "…"),
        ("dicabut 19.20, dicek 08.24", "dicabut 19.20, dicek 08.24"),
        ("20 November, 19.00", "20 November, 19.00"),
    ] {
        assert_eq!(sanitise_public(text, ticket), shown, "{text}");
    }
    assert_eq!(sanitise_public("IN12345678", None), "…");
}

#[test]
fn free_text_loses_what_its_form_gives_away() {
    for (text, shown) in [
        ("mac AA:BB:CC:12:34:5f!", "mac …"),
        ("di labelnya aa:bb:cc:12:34:5f", "di labelnya aa:bb:cc:xx:xx:xx"),
        ("labelnya AA-BB-CC-DD-EE-1F.", "labelnya AA-BB-CC-xx-xx-xx."),
        ("lihat aabb.ccdd.ee1f ya", "lihat … ya"),
        ("modemnya ZTEGC8F1A2B3, ya", "modemnya ZTEG…, ya"),
        ("modemnya 5A5445474C8F1A2B", "modemnya …"),
        ("modemnya zte12345c", "modemnya …"),
        ("ping 8.8.4.4 bisa", "ping 8.x.x.x bisa"),
        ("dari 203.0.113.77.", "dari 203.x.x.x."),
        ("dari 2404:c0:2a10::1f2e:77%eth0", "dari 2404:c0:x%eth0"),
        ("fe80::a2b3 tidak", "fe80:0:x tidak"),
        ("pukul 19:20:21 mati", "pukul 19:20:21 mati"),
        ("lampu PON mati, lalu WPA2 hilang", "lampu PON mati, lalu WPA2 hilang"),
    ] {
        assert_eq!(sanitise_public(text, None), shown, "{text}");
    }
}

#[test]
fn free_text_loses_what_people_write_to_avoid_it() {
    let mask = Mask::new(["Rina Wijaya"], None);
    for (text, shown) in [
        ("WA nol delapan satu dua tiga empat lima", "WA …"),
        ("tulis ke rina(at)example.com ya", "tulis ke … ya"),
        ("tulis ke budi [at] example dot com ya", "tulis ke … ya"),
        ("budi @ example . com", "…"),
        ("lihat https://maps.app.goo.gl/AbCd ya", "lihat https://maps.app.goo.gl/… ya"),
        ("https://www.google.com/maps/@-6.2,106.8,15z", "https://www.google.com/…"),
        ("lokasi -6.2,106.8 ya", "lokasi … ya"),
        ("di 6°12'34\"S 106°49'12\"E", "di … …"),
        ("koordinat 6.2 106.8, dekat pasar", "koordinat …, dekat pasar"),
        ("di Cluster Anggrek C5/12 Bekasi", "di Cluster …/12 Bekasi"),
        ("Jalan Melati nomor 12, langkah nomor 3", "Jalan … nomor …, langkah nomor …"),
        ("langkah nomor 3 sudah", "langkah nomor 3 sudah"),
        ("lahirnya 12 Mei 1958, ya", "lahirnya …, ya"),
        ("born on May 12, 1958", "born …"),
        ("sejak 12 Mei 2026", "sejak 12 Mei 2026"),
        ("tadi pak budi datang", "tadi pak … datang"),
        ("pak tolong dicek", "pak tolong dicek"),
        ("ibu saya Siti Aminah tinggal di sana", "ibu saya … tinggal di sana"),
        ("My mother Siti lives there", "My mother … lives there"),
        ("a/n Siti Aminah", "a/n …"),
        ("akun @rinawijaya", "akun @…"),
        ("tanya @IndiHomeCare", "tanya @IndiHomeCare"),
        ("sandinya kucing manis", "sandinya …"),
        ("kecepatan 5.5 dari 50 Mbps", "kecepatan 5.5 dari 50 Mbps"),
    ] {
        assert_eq!(mask.hide(text), shown, "{text}");
    }
}

#[test]
fn free_text_loses_what_its_words_give_away() {
    let mask = Mask::new(["Rina Wijaya", "Quetzalia"], Some("IN12345678"));
    for (text, shown) in [
        ("SSID: Rumah Kita 5G, kanal 6", "SSID: …, kanal 6"),
        ("Nama Wi-Fi adalah Melati", "Nama Wi-Fi …"),
        ("PPPoE rumahku gagal", "PPPoE …"),
        ("Jl. Melati No. 7, Kec. Coblong", "Jl. …, Kec. Coblong"),
        ("RT 03 / RW 05; dekat pasar", "RT …; dekat pasar"),
        ("nama saya rina w.", "nama saya …"),
        ("Pak Budi Santoso bilang normal", "Pak … bilang normal"),
        ("Internet jalan. Kami senang", "Internet jalan. Kami senang"),
        ("kata quetzalia, RINA harus tunggu", "kata …, … harus tunggu"),
        ("ibu kami sakit, perlu obatnya", "ibu kami …, perlu …"),
        ("PIN 123456\nlampu merah", "…\nlampu merah"),
        ("tiket IN12345678 sejak jumat", "tiket IN12345678 sejak jumat"),
        ("petugas tidak tahu", "petugas tidak tahu"),
        ("tulis ke rt@example.com", "tulis ke r***@example.com"),
    ] {
        assert_eq!(mask.hide(text), shown, "{text}");
    }
    assert_eq!(mask.line(" lampu merah sejak 19.00 "), Some("lampu merah sejak 19.00".into()));
    for never in ["ibu saya sakit", "my mother needs her oxygen", "PIN 1234", "081200001234", " "] {
        assert_eq!(mask.line(never), None, "{never}");
    }
}

#[test]
fn a_ticket_number_is_none_of_the_numbers_typed_by_mistake() {
    for ticket in
        ["IN12345678", "TT-100200", "1", "12345678", "INC000012345678", "#4711", "2026/11/22-17"]
    {
        assert!(may_be_ticket(ticket), "{ticket}");
    }
    for other in [
        "",
        "ya",
        "122345678901",
        "081200001234",
        "+62 812-0000-1234",
        "6281200001234",
        "3273010101900001",
        "4111111111111111",
        "4111 1111 1111 1111",
        "rina@example.com",
        "aa:bb:cc:12:34:5f",
        "ZTEGC8F1A2B3",
        "5A5445474C8F1A2B",
        "a4b1c2d3e4f5",
        "203.0.113.77",
        "2404:c0::1",
        "IN1 dan IN2",
    ] {
        assert!(!may_be_ticket(other), "{other}");
    }
}

#[test]
fn secrets_are_known_by_their_names() {
    for (text, kind) in [
        ("OTP saya 123456", Some(SecretKind::Otp)),
        ("kode verifikasi: 9 8 7 6 5 4", Some(SecretKind::Otp)),
        ("123456 itu OTP", Some(SecretKind::Otp)),
        ("PIN 1234", Some(SecretKind::Pin)),
        ("pin saya adalah 123456", Some(SecretKind::Pin)),
        ("cvv=123", Some(SecretKind::Cvv)),
        ("kata sandi wifi: rahasia", Some(SecretKind::Password)),
        ("password is hunter2", Some(SecretKind::Password)),
        ("sandi rumah123", Some(SecretKind::Password)),
        ("password rumah123", Some(SecretKind::Password)),
        ("4111 1111 1111 1111", Some(SecretKind::CardLike)),
        ("4111 1111 1111 1112", None),
        ("petugas meminta OTP", None),
        ("saya lupa kata sandi Wi-Fi", None),
        ("nomor 122345678901", None),
        ("pintu 1234", None),
        ("0000000000000000", None),
        ("", None),
    ] {
        assert_eq!(looks_secret(text), kind, "{text}");
    }
    assert!(!SecretKind::CardLike.is_certain() && SecretKind::Pin.is_certain());
}

/// Numbers with any separators, words and addresses.
fn any_private() -> impl Strategy<Value = String> {
    proptest::collection::vec("[0-9]{1,9}|[ ./()+,:_-]{1,3}|[a-z]{1,4}|@|\\PC", 0..14)
        .prop_map(|parts| parts.concat())
}

fn digit_runs(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_numeric())
        .filter(|run| run.chars().count() >= 5)
        .map(str::to_owned)
        .collect()
}

proptest! {
    #[test]
    fn grouping_keeps_every_character_in_order(number in "\\PC{0,40}") {
        let grouped = group_digits(&number);
        prop_assert_eq!(normalize_number(&grouped), normalize_number(&number));
        let digits = normalize_number(&number).chars().all(|c| c.is_ascii_digit());
        let lone = grouped.split(" - ").any(|group| group.chars().count() == 1);
        prop_assert!(!(digits && lone && normalize_number(&number).len() > 1), "{}", grouped);
    }

    #[test]
    fn long_numbers_have_groups_of_three_to_five(number in "[0-9]{6,60}") {
        let grouped = group_digits(&number);
        prop_assert!(grouped.split(" - ").all(|group| (3..=5).contains(&group.len())), "{}", grouped);
    }

    #[test]
    fn no_long_run_of_digits_survives(text in any_private(), ticket in proptest::option::of("[A-Z]{0,2}[0-9]{4,9}")) {
        let shown = sanitise_public(&text, None);
        prop_assert!(digit_runs(&shown).is_empty(), "{} -> {}", text, shown);
        let compact: String = shown.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/')).collect();
        prop_assert!(digit_runs(&compact).is_empty(), "{} -> {}", text, shown);
        let with = sanitise_public(&format!("{text} tiket {} ya {text}", ticket.as_deref().unwrap_or("-")), ticket.as_deref());
        for run in digit_runs(&with) {
            prop_assert!(ticket.as_ref().is_some_and(|ticket| ticket.contains(&run)), "{} -> {}", text, with);
        }
    }

    #[test]
    fn addresses_lose_their_names(name in "[a-z]{2,9}", host in "[a-z]{1,8}\\.(com|id)") {
        let shown = sanitise_public(&format!("tulis {name}@{host} ya"), None);
        prop_assert!(!shown.contains(&name) || host.contains(&name) || "tulis ya".contains(&name), "{}", shown);
    }

    #[test]
    fn any_text_is_counted_spelt_and_judged(text in "\\PC{0,80}") {
        let _ = (spoken_words(&text), looks_secret(&text), mask_email(&text), mask_phone(&text), mask_number(&text));
        for lang in Lang::ALL {
            let _ = (spell(&text, lang, Spelling::Local), spell(&text, lang, Spelling::Icao));
            let _ = count_letters_digits(&text, lang);
        }
    }

    #[test]
    fn a_masked_phone_keeps_five_digits_at_most(phone in "[0-9 +-]{0,20}") {
        prop_assert!(mask_phone(&phone).bytes().filter(u8::is_ascii_digit).count() <= 5);
    }
}
