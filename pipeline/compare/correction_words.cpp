#include "pipeline/compare/correction_words.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <fmt/format.h>

namespace cityflux {

const ChoiceWords<BlendLevel>& level_words()
{
    static const ChoiceWords<BlendLevel> words { { "mean", BlendLevel::mean },
        { "primary", BlendLevel::primary }, { "trusted", BlendLevel::trusted },
        { "as-they-are", BlendLevel::as_they_are } };
    return words;
}

const ChoiceWords<BlendInterval>& interval_words()
{
    static const ChoiceWords<BlendInterval> words {
        { "another-inventory", BlendInterval::another_inventory }, { "truth", BlendInterval::truth }
    };
    return words;
}

const ChoiceWords<RegressionTarget>& target_words()
{
    static const ChoiceWords<RegressionTarget> words { { "median", RegressionTarget::median },
        { "mean", RegressionTarget::mean } };
    return words;
}

void refuse_choice(
    const Text& subject, std::string_view word, const std::vector<std::string>& words)
{
    throw UsageError(ProblemCode::unknown, subject,
        fmt::format("unknown word '{}'{} (known: {})", word, did_you_mean(word, words),
            joined(words, ", ")));
}

} // namespace cityflux
