#pragma once

#include "grids/text/message.h"
#include "pipeline/agreement/city_agreement.h"
#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/gather_estimates.h"
#include "pipeline/agreement/pair_agreement.h"
#include "pipeline/agreement/reference_agreement.h"
#include "pipeline/agreement/trend_agreement.h"
#include "pipeline/compare/correct.h"

#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux compare`.
struct CompareRequest {
    std::vector<std::string> totals; ///< tables as returned by data_argument()
    std::vector<std::string> references; ///< tables of provinces or the nation
    YearMatching years;
    AgreementLimits limits;
    CorrectionRequest correction;
};

/// Comparison of one species, sector and year.
struct ComparedTable {
    EstimateTable table;
    std::vector<CityAgreement> cities; ///< by city
    std::vector<PairAgreement> pairs;

    std::size_t compared() const; ///< cities with two inventories or more
};

struct CompareResult {
    std::vector<ComparedTable> tables;
    std::vector<std::string> inventories; ///< of the tables of totals
    std::vector<std::string> compared; ///< those of `inventories` that take part in a comparison
    std::vector<TrendAgreement> trends;
    std::vector<ReferenceAgreement> references;
    CorrectionRequest correction; ///< the request with the names in the tables
    std::vector<CorrectedTable> corrected; ///< empty if no correction is asked for
    std::vector<UnmatchedName> unmatched;
    std::vector<std::string> notes; ///< each a sentence
    /// Negative totals, different scopes and suspected units, each a sentence.
    std::vector<std::string> warnings;
    /// Cities with fewer than two inventories and totals that could not be corrected, each a
    /// sentence. Exit code 4 if not empty.
    std::vector<Message> shortcomings;
};

/// Reads the tables, compares the cities and corrects the primary inventory. Throws
/// InputError in the same cases as the readers, gather_estimates(),
/// agreement_with_references() and make_corrections().
CompareResult make_comparison(const CompareRequest& request, const std::vector<NamedCity>& cities,
    const Gazetteer& gazetteer);

} // namespace cityflux
