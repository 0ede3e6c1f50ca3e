//! The company of the contact.

use super::{Definition, belongs};

pub(super) const COMPANY: Definition = Definition {
    word: "company",
    values: &[],
    holds: |subject, value| belongs(subject.company.map(crate::CompanyId::as_str), value),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn a_contact_has_one_company_or_none() {
        let mut sample = sample();
        let holds = COMPANY.holds;
        assert!(holds(&sample.subject(), "none"));
        sample.company = Some("acme".into());
        assert!(holds(&sample.subject(), "acme"));
        assert!(!holds(&sample.subject(), "none"));
    }
}
