#pragma once

#include "grids/text/message.h"
#include "pipeline/compare/correct.h"

#include <optional>
#include <string>

namespace cityflux {

/// Rules of a CorrectionRequest, in the order in which they are checked.
enum class CorrectionRule {
    primary_is_named,
    regress_needs_trusted,
    level_trusted_needs_trusted,
    blend_takes_trusted_by_level, ///< with BlendLevel::trusted only
    method_takes_trusted, ///< regress and blend do
    trusted_is_not_primary,
    method_takes_target, ///< regress does
    method_takes_level_and_interval, ///< blend does
    uncertainty_is_positive, ///< above 0 and finite, as are those of references
    reference_uncertainty_is_positive,
    reference_share_is_fraction, ///< above 0, at most 1
    shared_names_two, ///< inventories or more, each once
    correlation_is_below_one, ///< in magnitude
};

/// Rule that a request breaks.
struct BrokenRule {
    CorrectionRule rule {};
    /// Value that breaks it, as options have it ("A=-1", "A+B=1.5"), or the name of an inventory or
    /// method; "" if something is missing.
    std::string value;
};

/// Returns the first rule that the request breaks, or std::nullopt if it breaks none.
std::optional<BrokenRule> broken_rule(const CorrectionRequest& request);

/// Returns the message on a broken rule.
Message message_of(const BrokenRule& broken);

} // namespace cityflux
