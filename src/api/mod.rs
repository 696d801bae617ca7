//! An intent in, an outcome out: transport, session, renewal, retries, and questions that interrupt a call.
