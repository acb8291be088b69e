#pragma once

#include "grids/text/message.h"
#include "pipeline/agreement/blend.h"
#include "pipeline/agreement/correction.h"
#include "pipeline/agreement/error_model.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityflux {

/// Words for the choices of a correction except its method, as in options, pipelines and manifests.
template <typename Choice> using ChoiceWords = std::vector<std::pair<std::string_view, Choice>>;

const ChoiceWords<BlendLevel>& level_words();
const ChoiceWords<BlendInterval>& interval_words();
const ChoiceWords<RegressionTarget>& target_words();

/// Throws UsageError of `subject`, with the known words and the nearest of them.
[[noreturn]] void refuse_choice(
    const Text& subject, std::string_view word, const std::vector<std::string>& words);

template <typename Choice>
Choice choice_of(const ChoiceWords<Choice>& words, std::string_view word, const Text& subject)
{
    std::vector<std::string> known;
    for (const auto& [name, choice] : words) {
        if (name == word) {
            return choice;
        }
        known.emplace_back(name);
    }
    refuse_choice(subject, word, known);
}

template <typename Choice> std::string_view word_of(const ChoiceWords<Choice>& words, Choice wanted)
{
    for (const auto& [name, choice] : words) {
        if (choice == wanted) {
            return name;
        }
    }
    return {};
}

} // namespace cityflux
