//! The company of the contact.

use super::{Definition, NONE};

pub(super) const COMPANY: Definition = Definition {
    word: "company",
    values: &[],
    any: |subject, is| is(subject.company.map_or(NONE, crate::CompanyId::as_str)),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn a_contact_has_one_company_or_none() {
        let mut sample = sample();
        assert!(COMPANY.holds(&sample.subject(), "none"));
        sample.company = Some("acme".into());
        assert!(COMPANY.holds(&sample.subject(), "acme"));
        assert!(!COMPANY.holds(&sample.subject(), "none"));
    }
}
