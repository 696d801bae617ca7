//! What an installation says of itself.

use super::list::each;
use super::reader::{self, Reader};
use crate::capabilities::Capabilities;
use crate::document::{self, CapabilityMembers, InstanceReads};
use crate::error::ReadError;
use crate::outcome::{Instance, Site};
use crate::request::capabilities::narrow;
use crate::template::Variables;
use crate::value::{Object, Value};

pub(crate) fn instance(
    variables: &Variables<'_>,
    reads: &InstanceReads,
    capabilities: Capabilities,
) -> Result<Instance, ReadError> {
    let mut reader = Reader::new(variables);
    let r = &mut reader;
    let mut instance = Instance {
        name: r.text_or_empty(&reads.name),
        version: r.text_or_empty(&reads.version),
        location: r.text_or_empty(&reads.location),
        time: r.text_or_empty(&reads.time),
        time_zone: r.text_or_empty(&reads.time_zone),
        your_address: r.text_or_empty(&reads.your_address),
        ..Instance::default()
    };
    // An installation without counts or sites is no worse a one.
    if let Some(reads) = reads.counts.as_ref().filter(|c| !r.find(&c.items.0).is_null()) {
        each(variables, &reads.items.0, &mut |entry| {
            let mut reader = Reader::new(entry);
            let count = (reader.required(&reads.label), reader.number(&reads.count).max(0.0) as u64);
            instance.counts.push(reader.finish(count)?);
            Ok(())
        })?;
    }
    if let Some(reads) = reads.sites.as_ref().filter(|s| !r.find(&s.items.0).is_null()) {
        each(variables, &reads.items.0, &mut |entry| {
            let mut reader = Reader::new(entry);
            let site = Site {
                name: reader.required(&reads.name),
                latitude: reader.number(&reads.latitude),
                longitude: reader.number(&reads.longitude),
                status: reader.text_or_empty(&reads.status),
            };
            instance.sites.push(reader.finish(site)?);
            Ok(())
        })?;
    }
    instance.capabilities = described(variables, reads, capabilities)?.map(Box::new);
    if instance == Instance::default() {
        let problem = "expected what describes the installation, found none of it".to_owned();
        reader.fail(reader::place(variables, "#", &[]), problem);
    }
    reader.finish(instance)
}

/// The connector's capabilities, narrowed by what the installation says.
fn described(
    variables: &Variables<'_>,
    reads: &InstanceReads,
    mut capabilities: Capabilities,
) -> Result<Option<Capabilities>, ReadError> {
    let mut any = false;
    let mut take = |pointer: &str, at: &str| -> Result<(), ReadError> {
        let value = Reader::new(variables).find(at).into_owned();
        if value.is_null() {
            return Ok(());
        }
        any = true;
        let nested = pointer.rsplit('/').filter(|name| !name.is_empty()).fold(value, |value, name| {
            let mut object = Object::default();
            object.insert(name.to_owned(), value);
            Value::Object(object)
        });
        let members: CapabilityMembers = document::from_value(&nested).map_err(|problem| {
            // What the pointer built is not in the answer.
            let inside = problem.path.strip_prefix(pointer).unwrap_or_default();
            ReadError { at: reader::place(variables, at, &[]) + inside, problem: problem.problem }
        })?;
        narrow(variables.connector, &mut capabilities, &members);
        Ok(())
    };
    if let Some(at) = &reads.capabilities {
        take("", &at.0)?;
    }
    for (pointer, at) in &reads.members.0 {
        take(pointer, &at.0)?;
    }
    Ok(any.then_some(capabilities))
}
