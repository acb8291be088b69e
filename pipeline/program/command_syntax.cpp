#include "pipeline/program/command_syntax.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cityflux {
namespace {

template <typename Value>
OptionSyntax add_option(
    CLI::App& command, std::string_view names, Value& value, std::string_view help)
{
    return OptionSyntax(*command.add_option(std::string(names), value, std::string(help)));
}

/// Returns the names of the long options of the command that was parsed.
std::vector<std::string> option_names(const CLI::App& program)
{
    std::vector<std::string> names;
    for (const CLI::App* command : program.get_subcommands()) {
        for (const CLI::Option* option : command->get_options()) {
            for (const std::string& name : option->get_lnames()) {
                names.push_back("--" + name);
            }
        }
    }
    return names;
}

std::vector<std::string> command_names(const CLI::App& program)
{
    std::vector<std::string> names;
    for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

/// Returns the program with the command that was parsed, if there is one: "cityflux totals".
std::string command_words(const CLI::App& program)
{
    const std::vector<CLI::App*> parsed = program.get_subcommands();
    return parsed.empty() ? program.get_name()
                          : program.get_name() + " " + parsed.front()->get_name();
}

/// Returns the error on a word that is no command, option or argument. Returns std::nullopt if each
/// word is one. The message has the nearest name.
std::optional<Message> unknown_word(const CLI::App& program, const std::vector<std::string>& words)
{
    if (program.get_subcommands().empty() && !words.empty() && !words.front().starts_with("-")) {
        return Message { ProblemCode::unknown, words.front(),
            "unknown command" + did_you_mean(words.front(), command_names(program)),
            fmt::format("list the commands with `{} --help`", program.get_name()) };
    }
    const std::vector<std::string> unknown = program.remaining(true);
    if (unknown.empty()) {
        return std::nullopt;
    }
    const std::string& word = unknown.front();
    return Message { ProblemCode::unknown, word,
        word.starts_with("-") ? "unknown option" + did_you_mean(word, option_names(program))
                              : std::string("unknown argument"),
        fmt::format("list the options with `{} --help`", command_words(program)) };
}

/// Splits "A requires B" at " requires ". The second part is empty without the separator.
std::pair<std::string, std::string> split_at(const std::string& text, std::string_view separator)
{
    const std::size_t at = text.find(separator);
    return at == std::string::npos
        ? std::pair(text, std::string())
        : std::pair(text.substr(0, at), text.substr(at + separator.size()));
}

/// Returns the message for a command line that does not fit the syntax. CLI11 has the names of
/// options only in its sentences.
Message message_of(
    const CLI::ParseError& error, const CLI::App& program, const std::vector<std::string>& words)
{
    if (auto unknown = unknown_word(program, words)) {
        return *unknown;
    }
    const std::string text = error.what();
    const std::string command = command_words(program);
    const Text help = fmt::format("see `{} --help`", command);
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        const bool without_command = program.get_subcommands().empty();
        return { ProblemCode::missing, command,
            without_command ? "missing command" : "missing " + split_at(text, " is required").first,
            help };
    }
    if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) {
        const auto [option, other] = split_at(text, " requires ");
        return { ProblemCode::missing, option, "missing " + other + ", which it requires",
            fmt::format("add {} or leave {} out", other, option) };
    }
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
        const auto [option, other] = split_at(text, " excludes ");
        return { ProblemCode::conflicting, option, "conflicting with " + other, "leave one out" };
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        const auto [option, value] = split_at(split_at(text, "convert: ").second, " = ");
        return { ProblemCode::invalid, option, fmt::format("'{}' is not a number", value), help };
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        const auto [option, reason] = split_at(text, ": ");
        const bool twice = reason.starts_with("At Most");
        return { twice ? ProblemCode::duplicate : ProblemCode::missing, option,
            twice ? "duplicate option" : "missing value", help };
    }
    return { ProblemCode::invalid, command, text, help };
}

/// Returns the validator of a range, which shows its bounds in the help. Throws UsageError.
template <typename Number>
CLI::Validator range_of(const CLI::Option* option, Number least, Number most)
{
    const auto check = [=](const std::string& text) -> std::string {
        Number number {};
        if (!CLI::detail::lexical_cast(text, number)) {
            throw UsageError(ProblemCode::invalid, option->get_name(),
                fmt::format("'{}' is not {} from {} to {}", text,
                    std::is_integral_v<Number> ? "an integer" : "a number", least, most));
        }
        if (!(number >= least && number <= most)) {
            throw UsageError(ProblemCode::out_of_range, option->get_name(),
                fmt::format("out of range: {} (allowed: {} to {})", text, least, most));
        }
        return {};
    };
    return { check, CLI::Range(least, most).get_description() };
}

} // namespace

OptionSyntax::OptionSyntax(CLI::Option& option)
    : option_(&option)
{
}

OptionSyntax OptionSyntax::type_name(std::string_view name)
{
    option_->type_name(std::string(name));
    return *this;
}

OptionSyntax OptionSyntax::description(std::string_view text)
{
    option_->description(std::string(text));
    return *this;
}

OptionSyntax OptionSyntax::group(std::string_view heading)
{
    option_->group(std::string(heading));
    return *this;
}

OptionSyntax OptionSyntax::show_default()
{
    option_->capture_default_str();
    return *this;
}

OptionSyntax OptionSyntax::required(bool value)
{
    option_->required(value);
    return *this;
}

OptionSyntax OptionSyntax::separated_by(char separator)
{
    option_->delimiter(separator);
    return *this;
}

OptionSyntax OptionSyntax::single_argument()
{
    option_->allow_extra_args(false);
    return *this;
}

OptionSyntax OptionSyntax::within(int least, int most)
{
    option_->check(range_of(option_, least, most));
    return *this;
}

OptionSyntax OptionSyntax::within(double least, double most)
{
    option_->check(range_of(option_, least, most));
    return *this;
}

OptionSyntax OptionSyntax::positive()
{
    const CLI::Option* option = option_;
    const auto check = [option](const std::string& text) -> std::string {
        double number = 0.0;
        if (!CLI::detail::lexical_cast(text, number) || !(number > 0.0)) {
            throw UsageError(ProblemCode::invalid, option->get_name(),
                fmt::format("'{}' is not a number above 0", text));
        }
        return {};
    };
    option_->check(CLI::Validator(check, CLI::PositiveNumber.get_description()));
    return *this;
}

OptionSyntax OptionSyntax::one_of(std::initializer_list<std::string_view> words)
{
    const std::vector<std::string> known(words.begin(), words.end());
    const CLI::Option* option = option_;
    const auto check = [option, known](const std::string& text) -> std::string {
        if (std::ranges::find(known, text) == known.end()) {
            throw UsageError(ProblemCode::unknown, option->get_name(),
                fmt::format("unknown value '{}'{} (allowed: {})", text, did_you_mean(text, known),
                    joined(known, ", ")));
        }
        return {};
    };
    option_->check(CLI::Validator(check, CLI::IsMember(known).get_description()));
    return *this;
}

OptionSyntax OptionSyntax::needs(OptionSyntax other)
{
    option_->needs(other.option_);
    return *this;
}

OptionSyntax OptionSyntax::excludes(OptionSyntax other)
{
    option_->excludes(other.option_);
    return *this;
}

bool OptionSyntax::given() const
{
    return option_->count() > 0;
}

CommandSyntax::CommandSyntax(CLI::App& command)
    : command_(&command)
{
}

OptionSyntax CommandSyntax::option(
    std::string_view names, std::string& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::option(
    std::string_view names, std::filesystem::path& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::option(std::string_view names, int& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::option(std::string_view names, double& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::option(
    std::string_view names, std::optional<double>& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::option(
    std::string_view names, std::optional<std::size_t>& value, std::string_view help)
{
    CLI::Option* option = command_->add_option(std::string(names), value, std::string(help));
    // A conversion to an unsigned type would wrap -5 around. Words are refused by the conversion.
    option->check(CLI::Validator(
        [option](const std::string& text) -> std::string {
            const bool is_number = text.find_first_of("0123456789") != std::string::npos;
            if (is_number && text.find_first_not_of("0123456789") != std::string::npos) {
                throw UsageError(ProblemCode::invalid, option->get_name(),
                    fmt::format("'{}' is not an integer of 0 or more", text));
            }
            return {};
        },
        std::string()));
    return OptionSyntax(*option);
}

OptionSyntax CommandSyntax::option(
    std::string_view names, std::vector<std::string>& value, std::string_view help)
{
    return add_option(*command_, names, value, help);
}

OptionSyntax CommandSyntax::flag(std::string_view names, bool& value, std::string_view help)
{
    return OptionSyntax(*command_->add_flag(std::string(names), value, std::string(help)));
}

OptionSyntax CommandSyntax::existing(std::string_view name)
{
    return OptionSyntax(*command_->get_option(std::string(name)));
}

void CommandSyntax::footer(std::string_view text)
{
    command_->footer(std::string(text));
}

ProgramSyntax::ProgramSyntax(std::string_view name, std::string_view description)
    : program_(std::make_unique<CLI::App>(std::string(description), std::string(name)))
{
    program_->require_subcommand(1);
}

ProgramSyntax::~ProgramSyntax() = default;

void ProgramSyntax::version_flag(
    std::string_view name, std::string (*text)(), std::string_view help)
{
    program_->set_version_flag(
        std::string(name), std::function<std::string()>(text), std::string(help));
}

void ProgramSyntax::footer(std::string_view text)
{
    program_->footer(std::string(text));
}

CommandSyntax ProgramSyntax::add_command(std::string_view name, std::string_view help)
{
    return CommandSyntax(*program_->add_subcommand(std::string(name), std::string(help)));
}

std::optional<std::string> ProgramSyntax::parse(int argc, const char* const* argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        program_->parse(argc, argv);
        return program_->get_subcommands().front()->get_name();
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            program_->exit(error);
            return std::nullopt;
        }
        throw UsageError(message_of(error, *program_, words));
    } catch (const UsageError&) {
        // An unknown word comes before a value that is not allowed.
        if (const auto unknown = unknown_word(*program_, words)) {
            throw UsageError(*unknown);
        }
        throw;
    }
}

} // namespace cityflux
