#include "pipeline/program/command_syntax.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <functional>

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

/// Returns the command or option nearest to an unknown one, as the end of a message. Returns "" if
/// none is near.
std::string hint_for(const std::string& word, const CLI::App& program)
{
    std::vector<std::string> names;
    if (word.starts_with("-")) {
        for (const CLI::App* command : program.get_subcommands()) {
            for (const CLI::Option* option : command->get_options()) {
                for (const std::string& name : option->get_lnames()) {
                    names.push_back("--" + name);
                }
            }
        }
    } else {
        for (const CLI::App* command :
            program.get_subcommands([](const CLI::App*) { return true; })) {
            names.push_back(command->get_name());
        }
    }
    const auto nearest = nearest_words(word, names, 1);
    return nearest.empty() ? std::string() : fmt::format("; did you mean {}?", nearest.front());
}

/// Returns the message for a command line that does not fit the syntax.
std::string explain(
    const CLI::ParseError& error, const CLI::App& program, const std::vector<std::string>& words)
{
    if (program.get_subcommands().empty() && !words.empty() && !words.front().starts_with("-")) {
        return fmt::format(
            "there is no command '{}'{}", words.front(), hint_for(words.front(), program));
    }
    if (const std::vector<std::string> unknown = program.remaining(true); !unknown.empty()) {
        return fmt::format(
            "there is no option '{}'{}", unknown.front(), hint_for(unknown.front(), program));
    }
    return fmt::format("{}; --help tells how it is used", error.what());
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
    option_->check(CLI::Range(least, most));
    return *this;
}

OptionSyntax OptionSyntax::within(double least, double most)
{
    option_->check(CLI::Range(least, most));
    return *this;
}

OptionSyntax OptionSyntax::positive()
{
    option_->check(CLI::PositiveNumber);
    return *this;
}

OptionSyntax OptionSyntax::one_of(std::initializer_list<std::string_view> words)
{
    option_->check(CLI::IsMember(std::vector<std::string>(words.begin(), words.end())));
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
    return add_option(*command_, names, value, help);
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
    try {
        program_->parse(argc, argv);
        return program_->get_subcommands().front()->get_name();
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            program_->exit(error);
            return std::nullopt;
        }
        throw UsageError(
            explain(error, *program_, std::vector<std::string>(argv + 1, argv + argc)));
    }
}

} // namespace cityflux
