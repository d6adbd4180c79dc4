//! What the public test server's queries ask for, in each of their forms.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use boxlock::license::policy::Chain;
use boxlock::license::presets::TEST_ROOT;
use boxlock::rights_manager::service::TEST_DOMAIN_KID;

use super::*;

#[test]
fn every_form_of_query_is_obeyed() {
    let world = World::new();
    let text = header(&[kid(1)]);
    let cfg64 = STANDARD.encode("[{'SL':'2000','persist':'true'}]");
    for (query, custom_data) in [
        ("?cfg=(sl:2000,persist:true)", None),
        ("?CFG=(SL:2000,Persist:True)", None),
        ("?cfg=%28sl:2000,persist:true%29", None),
        (&format!("?cfg64={cfg64}"), None),
        ("?SecurityLevel=2000&PlayRight=1", None),
        ("", Some("json=[{'sl':'2000','persist':'true'}]")),
        ("", Some(r#"json=[{"sl":"2000","persist":"true"}]"#)),
        ("?cfg=(sl:150)", Some("cfg=(sl:2000,persist:true)")),
    ] {
        let policy = world.opened(&world.device, &format!("{PATH}{query}"), &text, custom_data).policy;
        assert_eq!((policy.security_level, policy.is_persistent()), (2000, true), "{query} {custom_data:?}");
    }
}

#[test]
fn nothing_asked_is_a_license_that_is_not_stored() {
    let world = World::new();
    for query in ["", "?"] {
        let license =
            world.opened(&world.device, &format!("{PATH}{query}"), &header(&[kid(1)]), Some("token"));
        assert_eq!((license.policy.security_level, license.policy.is_persistent()), (150, false));
        assert!(license.policy.rights.play && license.policy.end.is_none());
    }
}

#[test]
fn service_specific_604_names_what_is_wrong_in_a_query() {
    let world = World::new();
    let text = header(&[kid(1)]);
    for (query, custom_data, named) in [
        ("?cfg=(nosuchname:1)", None, "nosuchname"),
        ("?cfg=(sl:abc)", None, "sl"),
        ("?cfg=(sl:150,sl:2000)", None, "sl"),
        ("?cfg=(sl:150", None, "cfg"),
        ("?cfg64=@@", None, "cfg64"),
        ("?NoSuchName=1", None, "NoSuchName"),
        ("", Some("json=[{'nosuchname':'1'}]"), "nosuchname"),
        ("?cfg=(kid:00000000-0000-0000-0000-000000000001)", None, "00000000-0000-0000-0000-000000000001"),
    ] {
        let fault = world.refused(&format!("{PATH}{query}"), &text, custom_data);
        assert_code(&fault, FaultCode::ServiceSpecific);
        let said = fault.custom_data.unwrap();
        assert!(said.to_lowercase().contains(&named.to_lowercase()), "{query}: {said}");
    }
    assert!(world.license_rows().is_empty());
}

#[test]
fn faults_are_simulated_on_request() {
    let world = World::new();
    let text = header(&[kid(1)]);
    for code in FaultCode::ALL {
        for query in
            [format!("cfg=(errorcode:{:08x})", code.number()), format!("ErrorCode=0x{:08X}", code.number())]
        {
            assert_eq!(world.refused(&format!("{PATH}?{query}"), &text, None).code, code.number(), "{query}");
        }
    }
    assert_code(&world.refused(&format!("{PATH}?cfg=(revoked:true)"), &text, None), FaultCode::DeviceRevoked);
}

#[test]
fn clientinfo_tells_what_the_client_told() {
    let world = World::new();
    for query in ["cfg=(clientinfo:true)", "cfg=(msg:clientinfo)"] {
        let fault = world.refused(&format!("{PATH}?{query}"), &header(&[kid(1)]), None);
        assert_code(&fault, FaultCode::ServiceSpecific);
        let told = fault.custom_data.unwrap();
        assert!(
            told.contains("Client Version: 10.0.16384.10011") && told.contains("SecurityLevel: 2000"),
            "{told}"
        );
    }
}

#[test]
fn the_chained_test_key_id_gets_root_and_leaf_for_five_minutes() {
    let world = World::new();
    assert_eq!(TEST_ROOT.guid_base64(), "uPeXHrR3K0icGCpYMBGsZw==");
    for kids in [vec![TEST_ROOT], vec![kid(1), TEST_ROOT]] {
        let text = header(&kids);
        let answer = world.acquire(&world.device, PATH, &text, None).unwrap();
        let licenses: Vec<Opened> =
            world.open(&world.device, &answer).into_iter().map(|license| license.unwrap()).collect();
        assert_eq!(licenses.len(), 2);
        let leaf = licenses.iter().find(|license| matches!(license.policy.chain, Chain::Leaf(_))).unwrap();
        let root = licenses.iter().find(|license| !matches!(license.policy.chain, Chain::Leaf(_))).unwrap();
        assert_eq!((leaf.kid, leaf.policy.chain), (kids[0], Chain::Leaf(root.kid)));
        assert_eq!(leaf.key, KeySeed::test().derive(&leaf.kid));
        for license in [leaf, root] {
            assert_eq!(license.policy.end.map(|end| end.settled(NOW)), Some(NOW + 300));
        }
    }
}

#[test]
fn the_domain_test_key_id_asks_for_a_domain() {
    let world = World::new();
    assert_eq!(TEST_DOMAIN_KID.guid_base64(), "m1HAERIu8E+uABCZY4TX2g==");
    assert_code(&world.refused(PATH, &header(&[TEST_DOMAIN_KID]), None), FaultCode::DomainRequired);
}

#[test]
fn a_service_without_queries_ignores_them() {
    let world = World::with(vec![Definition::new("plain", Box::new(keys()))]);
    let policy = world
        .opened(&world.device, &format!("{PATH}?cfg=(sl:2000)"), &header(&[kid(1)]), Some("json=[{'x':'y'}]"))
        .policy;
    assert_eq!(policy.security_level, 150);
}
