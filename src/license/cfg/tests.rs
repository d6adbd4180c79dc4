use proptest::prelude::*;

use super::*;
use crate::clock::civil;
use crate::license::policy::{
    Chain, Data, Domain, ExtendedRestriction, ExtendedRight, KeyType, Moment, Persistence, Protection,
    Publisher, enablers,
};

fn one(text: &str) -> LicenseRequestGroup {
    let mut groups = from_query(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(groups.len(), 1, "{text}");
    groups.remove(0)
}

fn day(year: u16, month: u16, day: u16, hour: u16) -> Option<Moment> {
    civil([year, month, day, hour, 0, 0]).map(Moment::At)
}

fn kid(text: &str) -> KeyId {
    text.parse().unwrap()
}

fn guid(text: &str) -> Guid {
    text.parse().unwrap()
}

#[test]
fn no_query_is_one_license_that_is_not_stored() {
    for text in ["", "?", "cfg=", "?cfg=()"] {
        let group = one(text);
        assert_eq!(group.policy, Policy::default(), "{text}");
        assert_eq!(
            (group.kid, group.key, group.rules),
            (KidSelector::Header, KeySource::Service, Rules::TestServer)
        );
    }
}

/// The examples of "Query string syntax" in Microsoft's documentation, in their order.
#[test]
fn published_examples() {
    let group = one("?cfg=(begindate:20170101,expiration:20170101010000)");
    assert_eq!((group.policy.begin, group.policy.end), (day(2017, 1, 1, 0), day(2017, 1, 1, 1)));

    let group = one("cfg=(persist:true,begindate:20170101,expiration:20170201,firstexp:60)");
    assert!(group.policy.is_persistent());
    assert_eq!((group.policy.end, group.policy.first_play), (day(2017, 2, 1, 0), Some(60)));

    let groups = from_query(
        "?cfg=(kid:B6E39626-1CFB-4AA1-BCBD-4EF1ABA7843A,sl:3000),(kid:7C9484BA-C238-467A-869C-CDD8C7167712,sl:2000)",
    )
    .unwrap();
    let (first, second) =
        (kid("b6e39626-1cfb-4aa1-bcbd-4ef1aba7843a"), kid("7c9484ba-c238-467a-869c-cdd8c7167712"));
    assert_eq!((groups[0].kid, groups[0].policy.security_level), (KidSelector::Id(first), 3000));
    assert_eq!((groups[1].kid, groups[1].policy.security_level), (KidSelector::Id(second), 2000));

    assert_eq!(one("cfg=(persist:false,sl:150)").policy, Policy::default());
    let group = one("cfg=(persist:true,firstexp:60)");
    assert_eq!((group.policy.persistence, group.policy.first_play), (Persistence::Persistent, Some(60)));

    let group = one("cfg=(contentkey:MeXKilhhoLl25CHFTGEDRg==,kid:00000000-03FC-EACD-0000-000000000000)");
    assert_eq!(group.kid, KidSelector::Id(kid("00000000-03fc-eacd-0000-000000000000")));
    assert_eq!(group.key, KeySource::Key("MeXKilhhoLl25CHFTGEDRg==".parse().unwrap()));

    let group = one("cfg=(kid:header,sl:2000,persist:false,firstexp:60,contentkey:EjQSNBI0EjQSNBI0EjQSNw==)");
    assert_eq!((group.policy.security_level, group.policy.first_play), (2000, Some(60)));
}

#[test]
fn chained_licenses_in_both_spellings() {
    for text in [
        "cfg=(rootid:uPeXHrR3K0icGCpYMBGsZw==,kid:header),(isroot:true,kid:uPeXHrR3K0icGCpYMBGsZw==)",
        "cfg=(rootid:1e97f7b8-77b4-482b-9c18-2a583011ac67,kid:header),(isroot:true,kid:{1E97F7B8-77B4-482B-9C18-2A583011AC67})",
    ] {
        let groups = from_query(text).unwrap();
        let root = kid("1e97f7b8-77b4-482b-9c18-2a583011ac67");
        assert_eq!((groups[0].kid, groups[0].policy.chain), (KidSelector::Header, Chain::Leaf(root)));
        assert_eq!((groups[1].kid, groups[1].policy.chain), (KidSelector::Id(root), Chain::Root));
    }
    assert!(from_query("cfg=(isroot:true,rootid:uPeXHrR3K0icGCpYMBGsZw==)").is_err());
}

/// Every parameter of the table, with what it sets.
#[test]
fn every_parameter() {
    type Check = fn(&LicenseRequestGroup) -> bool;
    let cases: &[(&str, Check)] = &[
        ("sl:3000", |g| g.policy.security_level == 3000),
        ("keyseed:XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ46I", |g| g.key == KeySource::Seed(KeySeed::test())),
        ("kid:header", |g| g.kid == KidSelector::Header),
        ("kid:AmfjCTOPbEOl3WD/5mcecA==", |g| {
            g.kid == KidSelector::Id("guid:AmfjCTOPbEOl3WD/5mcecA==".parse().unwrap())
        }),
        ("ck:EjQSNBI0EjQSNBI0EjQSNw==", |g| matches!(g.key, KeySource::Key(_))),
        ("ckt:AES128BitCBC", |g| g.policy.key_type == KeyType::Cbc),
        ("ckt:aescbc", |g| g.policy.key_type == KeyType::Cbc),
        ("ckt:aesctr", |g| g.policy.key_type == KeyType::Ctr),
        ("ckt:aes128bitctr", |g| g.policy.key_type == KeyType::Ctr),
        ("ckt:keyexchange", |g| g.policy.key_type == KeyType::KeyExchange),
        ("tid:{ABB2C6F1-E663-4625-A945-972D17B231E7}", |g| {
            g.transaction_id == Some(guid("ABB2C6F1-E663-4625-A945-972D17B231E7"))
        }),
        ("playright:false", |g| !g.policy.rights.play),
        ("readright:true", |g| g.policy.rights.read),
        ("executeright:true", |g| g.policy.rights.execute),
        ("persist:TRUE", |g| g.policy.is_persistent()),
        ("simple:true", |g| g.policy.persistence == Persistence::SimpleNonPersistent),
        ("enddate:20300101", |g| g.policy.end == day(2030, 1, 1, 0)),
        ("firstplayexpiration:60", |g| g.policy.first_play == Some(60)),
        ("realtime:true", |g| g.policy.real_time),
        ("removaldate:20300101", |g| g.policy.removal == day(2030, 1, 1, 0)),
        ("sourceid:267", |g| g.policy.source_id == Some(267)),
        ("caopl:100", |g| g.policy.outputs.compressed_digital_audio == 100),
        ("ucaopl:250", |g| g.policy.outputs.uncompressed_digital_audio == 250),
        ("cvopl:300", |g| g.policy.outputs.compressed_digital_video == 300),
        ("ucvopl:270", |g| g.policy.outputs.uncompressed_digital_video == 270),
        ("avopl:200", |g| g.policy.outputs.analog_video == 200),
        ("dvop:(guid:ABB2C6F1-E663-4625-A945-972D17B231E7,data:AAAAAQ==)", |g| {
            g.policy.digital_video == [Protection::hdcp_type_1()]
        }),
        ("dvop:(guid:ABB2C6F1-E663-4625-A945-972D17B231E7)", |g| g.policy.digital_video[0].data.is_empty()),
        ("daop:(guid:6D5CFA59-C250-4426-930E-FAC72C8FCFA6,data:AAAAAQ==)", |g| {
            g.policy.digital_audio == [Protection::scms()]
        }),
        ("avop:(guid:760AE755-682A-41E0-B1B3-DCDF836A7306,data:AAAAAQ==)", |g| {
            g.policy.analog_video == [Protection::digital_only()]
        }),
        ("explicitacp:2", |g| g.policy.analog_video[0].data == [2, 0, 0, 0]),
        ("maxres:1920x1080", |g| g.policy.digital_video[0].data == [0, 0, 4, 0x38, 0, 0, 7, 0x80]),
        ("allowunknownsd:true", |g| g.policy.play_enablers == [enablers::UNKNOWN_OUTPUT_CONSTRAINED]),
        ("allowunknownhd:true", |g| g.policy.play_enablers == [enablers::UNKNOWN_OUTPUT]),
        ("allowunknownhd:false", |g| g.policy.play_enablers.is_empty()),
        ("playenablers:(786627D8-C2A6-44BE-8F88-08AE255B01A7)", |g| g.policy.play_enablers.len() == 1),
        ("playenablers:(786627D8-C2A6-44BE-8F88-08AE255B01A7,{B621D91F-EDCC-4035-8D4B-DC71760D43E9})", |g| {
            g.policy.play_enablers.len() == 2
        }),
        ("clientinfo", |g| g.client_info),
        ("msg:clientinfo", |g| g.client_info),
        ("clientinfo:true", |g| g.client_info),
        ("revoked:true", |g| g.revoked),
        ("errorcode:0x8004c065", |g| g.error_code == Some(0x8004_C065)),
        ("errorcode:8004C604", |g| g.error_code == Some(0x8004_C604)),
        ("accountid:A/uHOj7F+UaM+Jlny2obFA==", |g| {
            g.account_id() == Some(guid("3a87fb03-c53e-46f9-8cf8-9967cb6a1b14"))
        }),
        ("securestop:true", |g| g.policy.secure_stop == Some(Publisher::Service)),
        ("securestop:false", |g| g.policy.secure_stop.is_none()),
        ("meteringid:xw6TjIuUUmvdCcl00t4RBA==", |g| matches!(g.policy.metering, Some(Publisher::Id(_)))),
        ("securestop:true,securestop2:true", |g| g.policy.secure_stop2),
        ("copyright:true,copycount:3,copyenablers:(CE480EDE-516B-40B3-90E1-D6CFC47630C5)", |g| {
            g.policy.copy_count == Some(3) && g.policy.copy_enablers.len() == 1
        }),
        ("playcount:2", |g| g.policy.play_count == Some(2)),
        ("graceperiod:60", |g| g.policy.grace == Some(60)),
        ("sourceid:1,restrictedsourceid:true", |g| g.policy.restricted_source_id),
        ("domainrevision:4", |g| g.policy.domain == Some(Domain { account_id: None, revision: Some(4) })),
        ("embed:true", |g| g.policy.embed),
    ];
    for (text, check) in cases {
        assert!(check(&one(&format!("cfg=({text})"))), "{text}");
        assert!(check(&one(&format!("?CFG=( {} )", text.replace(',', " , ")))), "{text} with spaces");
    }
}

/// The example of the documentation, which has a space in it.
#[test]
fn extended_rights_and_restrictions() {
    let restriction = ExtendedRestriction {
        restriction_type: 400,
        must_understand: true,
        best_effort: false,
        data: Data(vec![2]),
    };
    let group = one(
        "cfg=(extendedright:(type:500, extended:((type:400,mustunderstand:true,besteffort:false,data:Ah==))))",
    );
    let right = ExtendedRight { right_type: 500, restrictions: vec![restriction.clone()] };
    assert_eq!(group.policy.extended_rights, [right]);
    let group = one(
        "cfg=(extendedrestrictions:((type:400,mustunderstand:true,data:Ah==),(type:401,besteffort:true,data:AA==)))",
    );
    assert_eq!(group.policy.extended_restrictions[0], restriction);
    assert!(group.policy.extended_restrictions[1].best_effort);
}

#[test]
fn cfg64_and_custom_data_say_what_cfg_says() {
    const GOLDEN: &str = "W3sna2lkJzonQjZFMzk2MjYtMUNGQi00QUExLUJDQkQtNEVGMUFCQTc4NDNBJywnc2wnOiczMDAwJ30seydraWQnOic3Qzk0ODRCQS1DMjM4LTQ2N0EtODY5Qy1DREQ4QzcxNjc3MTInLCdzbCc6JzIwMDAnfV0=";
    let groups = from_query(
        "cfg=(kid:B6E39626-1CFB-4AA1-BCBD-4EF1ABA7843A,sl:3000),(kid:7C9484BA-C238-467A-869C-CDD8C7167712,sl:2000)",
    )
    .unwrap();
    assert_eq!(from_query(&format!("?cfg64={GOLDEN}")).unwrap(), groups);
    for json in [
        "json=[{'kid':'B6E39626-1CFB-4AA1-BCBD-4EF1ABA7843A','sl':'3000'},{'kid':'7C9484BA-C238-467A-869C-CDD8C7167712','sl':'2000'}]",
        "json=[{\"kid\":\"B6E39626-1CFB-4AA1-BCBD-4EF1ABA7843A\",\"sl\":\"3000\"},{\"kid\":\"7C9484BA-C238-467A-869C-CDD8C7167712\",\"sl\":2000}]",
    ] {
        assert_eq!(from_custom_data(json).unwrap().unwrap(), groups, "{json}");
    }
    let nested = from_custom_data(
        "json=[{'dvop':'(guid:ABB2C6F1-E663-4625-A945-972D17B231E7,data:AAAAAQ==)','persist':true}]",
    );
    assert_eq!(nested.unwrap().unwrap()[0].policy.digital_video, [Protection::hdcp_type_1()]);
    assert_eq!(from_custom_data("cfg=(sl:2000)").unwrap().unwrap()[0].policy.security_level, 2000);
    for other in ["", "<xml a='1'/>", "hello", "token=abc"] {
        assert!(from_custom_data(other).is_none(), "{other}");
    }
}

/// The parameters of the older syntax.
#[test]
fn legacy_queries() {
    let group = one("?PlayRight=1&UseSimpleNonPersistentLicense=1&SecurityLevel=150");
    assert_eq!(group.policy.persistence, Persistence::SimpleNonPersistent);
    let group = one("?PlayRight=1&FirstPlayExpiration=60");
    assert_eq!((group.policy.is_persistent(), group.policy.first_play), (true, Some(60)));
    let group = one("BeginDate=10/30/2015%2010:00:00&Expiration=10/31/2015&RealTimeExpiration=1");
    assert_eq!((group.policy.begin, group.policy.end), (day(2015, 10, 30, 10), day(2015, 10, 31, 0)));
    assert!(group.policy.real_time);
    let group = one(
        "UncompressedDigitalVideoOPL=300&CompressedDigitalVideoOPL=500&AnalogVideoOPL=200&UncompressedDigitalAudioOPL=250&CompressedDigitalAudioOPL=100",
    );
    let levels = group.policy.outputs.each().map(|(level, _)| level);
    assert_eq!(levels, [500, 300, 200, 100, 250]);
    let group = one("DigitalVideoOutputProtection={ABB2C6F1-E663-4625-A945-972D17B231E7};AAAAAQ==");
    assert_eq!(group.policy.digital_video, [Protection::hdcp_type_1()]);
    let group = one("PlayEnablers=786627D8-C2A6-44BE-8F88-08AE255B01A7;B621D91F-EDCC-4035-8D4B-DC71760D43E9");
    assert_eq!(group.policy.play_enablers.len(), 2);
    let group = one("UseChainLicense=1&UplinkKey=uPeXHrR3K0icGCpYMBGsZw==");
    assert_eq!(group.policy.chain, Chain::Leaf(kid("1e97f7b8-77b4-482b-9c18-2a583011ac67")));
    assert_eq!(one("UseRootLicense=1").policy.chain, Chain::Root);
    assert_eq!(one("UseDomains=1").policy.domain, Some(Domain::default()));
    let group = one("?AccountID=A/uHOj7F+UaM+Jlny2obFA==");
    assert_eq!(group.account_id(), Some(guid("3a87fb03-c53e-46f9-8cf8-9967cb6a1b14")));
    assert_eq!(one("ErrorCode=0x8004C606").error_code, Some(0x8004_C606));
    assert!(matches!(
        one("SecureStop=1&UseSimpleNonPersistentLicense=1").policy.secure_stop,
        Some(Publisher::Service)
    ));
    assert!(matches!(one("ContentKey=EjQSNBI0EjQSNBI0EjQSNw==").key, KeySource::Key(_)));
    assert!(matches!(one("KeySeed=XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ46I").key, KeySource::Seed(_)));
}

#[test]
fn plus_stays_and_percent_is_decoded() {
    let wanted = Some(guid("3a87fb03-c53e-46f9-8cf8-9967cb6a1b14"));
    for text in [
        "cfg=(accountid:A/uHOj7F+UaM+Jlny2obFA==)",
        "cfg=%28accountid%3AA%2FuHOj7F%2BUaM%2BJlny2obFA%3D%3D%29",
        "AccountID=A%2FuHOj7F+UaM+Jlny2obFA==",
    ] {
        assert_eq!(one(text).account_id(), wanted, "{text}");
    }
    assert_eq!(percent_decoded("100%"), "100%");
    assert_eq!(percent_decoded("%zz%2"), "%zz%2");
}

/// What cannot be read is named.
#[test]
fn errors_name_what_is_wrong() {
    for (text, place, part) in [
        ("cfg=(persistent:true)", "persistent", "persist"),
        ("cfg=(sl:high)", "sl", "high"),
        ("cfg=(sl:99999)", "sl", "16 bits"),
        ("cfg=(persist:maybe)", "persist", "true or false"),
        ("cfg=(begindate:tomorrow)", "begindate", "tomorrow"),
        ("cfg=(begindate:20170230)", "begindate", "20170230"),
        ("cfg=(kid:xyz)", "kid", "xyz"),
        ("cfg=(ckt:rc4)", "ckt", "rc4"),
        ("cfg=(sl:150,sl:2000)", "sl", "twice"),
        ("cfg=(enddate:20170101,expiration:20170102)", "enddate", "twice"),
        ("cfg=(sl:150),(x:1)", "group 2", "parameter"),
        ("cfg=(dvop:(data:AAAA))", "dvop", "guid"),
        ("cfg=(avop:(guid:760AE755-682A-41E0-B1B3-DCDF836A7306))", "avop", "data"),
        ("cfg=(dvop:(guid:1,color:2))", "dvop", "color"),
        ("cfg=(maxres:big)", "maxres", "1920x1080"),
        ("cfg=(explicitacp:4)", "explicitacp", "4"),
        ("cfg=(errorcode:zz)", "errorcode", "zz"),
        ("cfg=(msg:hello)", "msg", "clientinfo"),
        ("cfg=(playright:(true))", "playright", "list"),
        ("cfg=persist:true", "character 1", "parenthesis"),
        ("cfg=(sl:150", "cfg", "parenthesis"),
        ("cfg=(sl:150))", "cfg", "commas"),
        ("cfg=(sl:150)&x=1", "cfg", "commas"),
        ("cfg=(:150)", "cfg", "name"),
        ("cfg=(sl:150,)", "cfg", "name"),
        ("cfg=((sl:150))", "cfg", "no name"),
        ("cfg64=!!", "cfg64", "base64"),
        ("cfg64=eyJhIg==", "json", "JSON"),
        ("cfg64=IngiCg==", "json", "array"),
        ("PlayRights=1", "PlayRights", "parameter"),
        ("PlayRight=1&PlayRight=1", "PlayRight", "twice"),
        ("UseChainLicense=1", "UplinkKey", "root"),
        ("UplinkKey=uPeXHrR3K0icGCpYMBGsZw==", "UplinkKey", "UseChainLicense"),
        ("Expiration=20170101", "Expiration", "mm/dd/yyyy"),
        ("UseDomains=yes", "UseDomains", "neither"),
    ] {
        let error = from_query(text).expect_err(text);
        assert!(error.place.contains(place), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
    let deep = format!("cfg=(a:{}{})", "(".repeat(50), ")".repeat(50));
    assert!(from_query(&deep).unwrap_err().message.contains("deep"));
    assert!(from_query(&format!("cfg=({})", "x".repeat(70_000))).is_err());
}

#[test]
fn errors_repeat_no_key() {
    for text in
        ["cfg=(contentkey:c2VjcmV0)", "cfg=(keyseed:c2VjcmV0)", "ContentKey=c2VjcmV0", "KeySeed=c2VjcmV0"]
    {
        let error = from_query(text).unwrap_err().to_string();
        assert!(!error.contains("c2VjcmV0"), "{error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = from_query(&text);
        let _ = from_custom_data(&text);
        let _ = from_cfg64(&text);
    }

    #[test]
    fn text_of_the_grammar_is_read_or_refused(text in "[(){}:,;='\"a-z0-9+/ %&]{0,80}") {
        let _ = from_query(&format!("cfg={text}"));
        let _ = from_query(&text);
        let _ = from_custom_data(&format!("json={text}"));
    }

    #[test]
    fn plain_values_come_back(sl: u16, first in 0_u32.., source: u32, account: [u8; 16], persist: bool) {
        let account = Guid::from_wire(account);
        let text = format!("cfg=(sl:{sl},firstexp:{first},sourceid:{source},accountid:{account},persist:{persist})");
        let group = one(&text);
        prop_assert_eq!(group.policy.security_level, sl);
        prop_assert_eq!((group.policy.first_play, group.policy.source_id), (Some(first), Some(source)));
        prop_assert_eq!((group.account_id(), group.policy.is_persistent()), (Some(account), persist));
    }
}
