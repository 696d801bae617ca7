//! Calls after which the code cannot go on: the compiler puts an `unreachable` behind a call that never returns.

use std::ops::Range;

use wasmparser::{FunctionBody, Operator};

/// A call of a function by its index.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    pub callee: u32,
    /// It does not return. Where the code begins, as a place in the file, from which there is no way but to it.
    pub doomed: Option<Range<usize>>,
}

/// What matters of an operator here.
enum Step {
    Plain,
    Call(u32),
    /// The end of a block, or a jump there (`None` if that is no end but the start of a loop).
    To(Option<usize>),
    Unreachable,
    /// Any other operator that the code does not simply run through.
    Other,
}

/// All calls in a function.
pub fn calls(body: &FunctionBody) -> wasmparser::Result<Vec<Call>> {
    let (steps, places) = steps(body)?;
    let mut straight = body.range().start;
    let mut calls = Vec::new();
    for (at, (step, place)) in steps.iter().zip(&places).enumerate() {
        match step {
            Step::Plain => {}
            Step::Call(callee) => {
                let doomed = is_dead(&steps, at + 1).then_some(straight..*place);
                calls.push(Call { callee: *callee, doomed });
            }
            _ => straight = *place,
        }
    }
    Ok(calls)
}

/// Whether the code from here on does nothing but stop.
fn is_dead(steps: &[Step], mut at: usize) -> bool {
    // Jumps to ends lead forward only, so this comes to an end.
    loop {
        at = match steps.get(at) {
            Some(Step::Unreachable) => return true,
            Some(Step::To(Some(end))) => end + 1,
            _ => return false,
        };
    }
}

fn steps(body: &FunctionBody) -> wasmparser::Result<(Vec<Step>, Vec<usize>)> {
    let (mut steps, mut places) = (Vec::new(), Vec::new());
    // The blocks that are open: whether it is a loop, and the jumps to its end.
    let mut open: Vec<(bool, Vec<usize>)> = vec![(false, Vec::new())];
    for operator in body.get_operators_reader()?.into_iter_with_offsets() {
        let (operator, place) = operator?;
        let at = steps.len();
        places.push(place);
        let step = match operator {
            Operator::Call { function_index } => Step::Call(function_index),
            Operator::Unreachable => Step::Unreachable,
            Operator::Block { .. } | Operator::If { .. } | Operator::Loop { .. } => {
                open.push((matches!(operator, Operator::Loop { .. }), Vec::new()));
                Step::Other
            }
            Operator::Br { relative_depth } => {
                let target =
                    open.len().checked_sub(1 + relative_depth as usize).and_then(|at| open.get_mut(at));
                if let Some((false, jumps)) = target {
                    jumps.push(at);
                }
                Step::To(None)
            }
            Operator::Else => {
                if let Some((_, jumps)) = open.last_mut() {
                    jumps.push(at);
                }
                Step::To(None)
            }
            Operator::End => {
                for jump in open.pop().into_iter().flat_map(|(_, jumps)| jumps) {
                    if let Some(step) = steps.get_mut(jump) {
                        *step = Step::To(Some(at));
                    }
                }
                Step::To(Some(at))
            }
            Operator::BrIf { .. } | Operator::BrTable { .. } | Operator::Return => Step::Other,
            _ => Step::Plain,
        };
        steps.push(step);
    }
    Ok((steps, places))
}
