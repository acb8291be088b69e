#pragma once

#include "compare/city_agreement.h"
#include "compare/estimates.h"
#include "compare/gather_estimates.h"
#include "compare/pair_agreement.h"
#include "compare/reference_agreement.h"
#include "compare/trend_agreement.h"

#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux compare` is asked for.
struct CompareRequest {
    std::vector<std::string> totals; ///< tables, as data_argument() gives them
    std::vector<std::string> references; ///< tables of provinces or the nation
    YearMatching years;
    AgreementLimits limits;
};

/// What one species, sector and year shows.
struct ComparedTable {
    EstimateTable table;
    std::vector<CityAgreement> cities; ///< by city
    std::vector<PairAgreement> pairs;

    std::string title() const; ///< "CO2, 2010" or "CO2, energy, 2010"
    std::size_t compared() const; ///< cities with two inventories or more
};

struct CompareResult {
    std::vector<ComparedTable> tables;
    std::vector<std::string> inventories;
    std::vector<TrendAgreement> trends;
    std::vector<ReferenceAgreement> references;
    std::vector<UnmatchedName> unmatched;
    std::vector<std::string> notes; ///< each a sentence
    /// Cities with fewer than two inventories, each a sentence; not empty means exit code 4.
    std::vector<std::string> shortcomings;
};

/// Reads the tables and compares the cities. Throws InputError as the readers, gather_estimates and agreement_with_references
/// do.
CompareResult make_comparison(const CompareRequest& request, const std::vector<NamedCity>& cities);

} // namespace cityflux
