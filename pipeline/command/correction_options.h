#pragma once

#include "pipeline/compare/correct.h"
#include "pipeline/compare/correction_words.h"
#include "pipeline/program/command_syntax.h"

#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Options of a correction as typed.
struct CorrectionOptions {
    std::string primary;
    std::string method = std::string(name_of(CorrectionRequest().method));
    std::string trusted;
    std::string target = std::string(word_of(target_words(), CorrectionRequest().target));
    std::string level = std::string(word_of(level_words(), CorrectionRequest().level));
    std::string interval = std::string(word_of(interval_words(), CorrectionRequest().interval));
    std::vector<std::string> shared;
    std::vector<std::string> part_only;
    std::vector<std::string> uncertainty;
    std::vector<std::string> reference_uncertainty;
    std::vector<std::string> reference_shares;

    std::optional<OptionSyntax> first; ///< --primary, required by the others

    /// Adds the options to a command. This must outlive the parsing.
    void add_to(CommandSyntax& command);
    /// Returns the request; one that is not wanted() without --primary. Throws UsageError for texts
    /// that cannot be read, and for options that contradict each other.
    CorrectionRequest request() const;
};

} // namespace cityflux
