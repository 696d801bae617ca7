//! What an installation says of itself.

use crate::capabilities::Capabilities;
use crate::capability;
use crate::document::{CapabilityMembers, InstanceReads};
use crate::entries::{each, is_there};
use crate::error::ReadError;
use crate::json;
use crate::outcome::{Instance, Site};
use crate::read::{self, number, required, text_or_empty};
use crate::scope::Scope;
use serde_json::{Map, Value};

pub(crate) fn instance(
    scope: &Scope<'_>,
    reads: &InstanceReads,
    capabilities: Capabilities,
) -> Result<Instance, ReadError> {
    let mut counts = Vec::new();
    if let Some(reads) = reads.counts.as_ref().filter(|r| is_there(scope, &r.items)) {
        each(scope, &reads.items, None, |entry| {
            let count = number(entry, &reads.count)?;
            counts.push((required(entry, &reads.label)?, if count > 0.0 { count as u64 } else { 0 }));
            Ok(())
        })?;
    }
    let mut sites = Vec::new();
    if let Some(reads) = reads.sites.as_ref().filter(|r| is_there(scope, &r.items)) {
        each(scope, &reads.items, None, |entry| {
            sites.push(Site {
                name: required(entry, &reads.name)?,
                latitude: number(entry, &reads.latitude)?,
                longitude: number(entry, &reads.longitude)?,
                status: text_or_empty(entry, &reads.status)?,
            });
            Ok(())
        })?;
    }
    Ok(Instance {
        name: text_or_empty(scope, &reads.name)?,
        version: text_or_empty(scope, &reads.version)?,
        location: text_or_empty(scope, &reads.location)?,
        time: text_or_empty(scope, &reads.time)?,
        your_address: text_or_empty(scope, &reads.your_address)?,
        counts,
        sites,
        capabilities: described(scope, reads, capabilities)?.map(Box::new),
    })
}

/// The connector's capabilities, narrowed by what the installation says.
fn described(
    scope: &Scope<'_>,
    reads: &InstanceReads,
    mut capabilities: Capabilities,
) -> Result<Option<Capabilities>, ReadError> {
    let mut any = false;
    if let Some(at) = &reads.capabilities
        && let Some(spot) = read::spots(scope, at)?.first().filter(|s| !s.value.is_null())
    {
        apply(scope, &mut capabilities, &spot.value, &read::place(scope, at, &[]))?;
        any = true;
    }
    for (pointer, at) in &reads.members.0 {
        if let Some(spot) = read::spots(scope, at)?.first().filter(|s| !s.value.is_null()) {
            let member = pointer.split('/').skip(1).collect::<Vec<_>>();
            let nested = member.iter().rev().fold(spot.value.clone().into_owned(), |value, name| {
                let mut object = Map::new();
                object.insert((*name).to_owned(), value);
                object.into()
            });
            let place = read::place(scope, at, &[]);
            // The problem's own path is inside what was built here: the answer's place says more.
            apply(scope, &mut capabilities, &nested, "").map_err(|e| ReadError { at: place, ..e })?;
            any = true;
        }
    }
    Ok(any.then_some(capabilities))
}

fn apply(
    scope: &Scope<'_>,
    capabilities: &mut Capabilities,
    value: &Value,
    place: &str,
) -> Result<(), ReadError> {
    let mut members = CapabilityMembers::default();
    json::read(&mut members, value)
        .map_err(|p| ReadError { at: [place, &p.path].concat(), problem: p.problem })?;
    capability::apply(scope.connector, capabilities, &members);
    Ok(())
}
