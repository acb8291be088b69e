#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Words as people write them: upper and lower case of ASCII letters are the same, other characters stand for themselves.
std::string lower_case(std::string_view text);
bool same_word(std::string_view a, std::string_view b);

/// The candidates that `word` may have meant, the nearest first: those that contain it, and those that differ from it in few
/// letters. At most `most`; none where nothing is near.
std::vector<std::string> nearest_words(std::string_view word, const std::vector<std::string>& candidates, std::size_t most);

/// " (did you mean 'a' or 'b'?)" with the nearest of the candidates, to follow a word that is not known; "" where none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::size_t most = 1);

} // namespace cityflux
