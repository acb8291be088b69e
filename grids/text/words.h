#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Comparison of words without regard to case: ASCII letters match in upper and lower case, other
/// characters only themselves.
std::string lower_case(std::string_view text);
bool same_word(std::string_view a, std::string_view b);

/// Returns true if all characters are ASCII.
bool is_ascii(std::string_view text);

/// Returns the candidates that `word` may stand for, nearest first: those that contain it, and
/// those that differ from it in few letters. Returns at most `most`, and an empty list if none is
/// near.
std::vector<std::string> nearest_words(
    std::string_view word, const std::vector<std::string>& candidates, std::size_t most);

/// Returns " (did you mean 'a' or 'b'?)" with the nearest candidates, to append to an unknown word.
/// Returns "" if none is near.
std::string did_you_mean(
    std::string_view word, const std::vector<std::string>& candidates, std::size_t most = 1);

} // namespace cityflux
