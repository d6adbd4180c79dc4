//! AcknowledgeLicense: what became of licenses, once.

use boxlock::license::policy::Guid;
use boxlock::rights_manager::operations::acknowledge_license::{
    Acknowledgement, LicenseResult, read_response,
};

use super::*;

const TRANSACTION: &str = "6B29FC40-CA47-1067-B31D-00DD010662DA";

impl World {
    fn acknowledge(
        &self,
        device: &Device,
        transaction: &str,
        results: &[LicenseResult],
    ) -> Result<(), Fault> {
        let transaction_id: Guid = transaction.parse().unwrap();
        let info = client_info(device);
        let message = Acknowledgement {
            transaction_id,
            results,
            custom_data: None,
            client_time: NOW,
            client_info: &info,
        };
        let server_key = self.pki.server_key().public();
        let request = message.build(&device.signing_key, &server_key, &mut OsRng).unwrap();
        let (status, text) = self.post(PATH, &request.text);
        if status != 200 {
            return Err(fault_of(status, &text));
        }
        let envelope = Envelope::read(text.as_bytes(), &LIMITS).unwrap();
        read_response(&envelope, &transaction_id, &self.expected(request.nonce)).unwrap();
        Ok(())
    }

    /// Two stored licenses under one transaction.
    fn two_licenses(&self) -> Vec<LicenseResult> {
        let target = format!("{PATH}?cfg=(persist:true,tid:{TRANSACTION})");
        let answer = self.acquire(&self.device, &target, &header(&[kid(1), kid(2)]), None).unwrap();
        assert_eq!(answer.response.transaction_id.as_deref(), Some(TRANSACTION));
        let opened = self.open(&self.device, &answer).into_iter();
        opened
            .map(|license| license.unwrap())
            .map(|Opened { rights_id, kid, .. }| LicenseResult { rights_id, kid, result: 0 })
            .collect()
    }
}

fn code(result: Result<(), Fault>) -> Option<FaultCode> {
    result.unwrap_err().known()
}

#[test]
fn what_a_client_says_is_recorded_once() {
    let world = World::new();
    let mut results = world.two_licenses();
    results[1].result = 0x8007_0005;
    world.acknowledge(&world.device, TRANSACTION, &results).unwrap();
    // The first word stands.
    results[1].result = 0;
    world.acknowledge(&world.device, TRANSACTION, &results).unwrap();
    let rows = world.license_rows();
    let told: Vec<_> = rows.iter().map(|row| serde_json::to_value(row).unwrap()["result"].clone()).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&"0x80070005".into()) && told.contains(&"0x00000000".into()), "{told:?}");
}

#[test]
fn unknown_transaction_610_for_one_that_this_client_was_not_given() {
    let world = World::new();
    let results = world.two_licenses();
    let other = "00000000-0000-0000-0000-000000000001";
    assert_eq!(code(world.acknowledge(&world.device, other, &results)), Some(FaultCode::UnknownTransaction));
    let stranger = world.other_device(7);
    assert_eq!(
        code(world.acknowledge(&stranger, TRANSACTION, &results)),
        Some(FaultCode::UnknownTransaction)
    );
}

#[test]
fn invalid_license_611_for_one_that_was_not_in_the_transaction() {
    let world = World::new();
    let mut results = world.two_licenses();
    results[0].rights_id = [9; 16];
    assert_eq!(
        code(world.acknowledge(&world.device, TRANSACTION, &results)),
        Some(FaultCode::InvalidLicenseId)
    );
}

#[test]
fn too_many_licenses_612_for_more_than_were_given() {
    let world = World::new();
    let mut results = world.two_licenses();
    results.push(LicenseResult { rights_id: [9; 16], kid: kid(3), result: 0 });
    assert_eq!(
        code(world.acknowledge(&world.device, TRANSACTION, &results)),
        Some(FaultCode::TooManyLicenseIds)
    );
}

#[test]
fn a_service_may_ask_for_acknowledgement_of_what_is_stored() {
    let policy = boxlock::license::source::read("persistence = \"persistent\"").unwrap();
    let definition = Definition { acknowledge: true, policy, ..Definition::new("shop", Box::new(keys())) };
    let world = World::with(vec![definition]);
    let answer = world.acquire(&world.device, PATH, &header(&[kid(1)]), None).unwrap();
    let transaction = answer.response.transaction_id.clone().unwrap();
    let license = world.open(&world.device, &answer).remove(0).unwrap();
    let results = [LicenseResult { rights_id: license.rights_id, kid: license.kid, result: 0 }];
    world.acknowledge(&world.device, &transaction, &results).unwrap();
}

#[test]
fn a_transaction_that_is_named_again_is_about_the_newest_answer() {
    let world = World::new();
    let old = world.two_licenses();
    let new = world.two_licenses();
    assert_eq!(code(world.acknowledge(&world.device, TRANSACTION, &old)), Some(FaultCode::InvalidLicenseId));
    world.acknowledge(&world.device, TRANSACTION, &new).unwrap();
    // Of another client, it is another transaction.
    let other = world.other_device(7);
    let target = format!("{PATH}?cfg=(persist:true,tid:{TRANSACTION})");
    let license = world.opened(&other, &target, &header(&[kid(1)]), None);
    let results = [LicenseResult { rights_id: license.rights_id, kid: license.kid, result: 0 }];
    world.acknowledge(&other, TRANSACTION, &results).unwrap();
}
