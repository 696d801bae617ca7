//! Thin wrappers over the browser, without any knowledge of the product.
