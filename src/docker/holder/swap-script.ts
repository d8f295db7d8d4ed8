/**
 * Run in the holder with `perl -e`: `VOLUME STAMP`. The folder STAMP in the volume has the new files. When they are those that `..data`
 * leads to, the folder is removed again. Otherwise `..data` is turned to it in one step; then links for new names are
 * made, those for old names removed, and the old folder last (kubelet, `pkg/volume/util/atomic_writer.go`). perl-base is all it needs.
 */
export const swapScript = `
use strict; use warnings;
my ($volume, $stamp) = @ARGV;
chdir $volume or die "$volume: $!\\n";
sub names { my ($at) = @_; opendir my $folder, $at or die "$at: $!\\n"; return sort grep { !/^\\.\\.?$/ } readdir $folder }
sub content { my ($file) = @_; open my $in, '<', $file or die "$file: $!\\n"; binmode $in; local $/; my $all = <$in>; return defined $all ? $all : '' }
sub tree {
  my ($at) = @_;
  return join '', map {
    my $path = "$at/$_";
    my $mode = (stat $path)[2] || 0;
    my $body = -d $path ? tree($path) : content($path);
    join(' ', $_, $mode, length $body) . "\\n$body";
  } names($at);
}
sub discard {
  my ($path) = @_;
  if (-d $path && !-l $path) { discard("$path/$_") for names($path); rmdir $path or die "$path: $!\\n"; return }
  unlink $path or die "$path: $!\\n";
}
sub lead {
  my ($name, $to) = @_;
  my $has = readlink $name;
  return if defined $has && $has eq $to;
  discard($name) if -e $name && !-l $name;
  unlink '..data_tmp' if -l '..data_tmp';
  symlink $to, '..data_tmp' or die "$name: $!\\n";
  rename '..data_tmp', $name or die "$name: $!\\n";
}
if (-d '..data' && tree('..data') eq tree($stamp)) { discard($stamp); exit 0 }
lead('..data', $stamp);
my %wanted = map { $_ => 1 } names($stamp);
lead($_, "..data/$_") for sort keys %wanted;
for my $name (names('.')) {
  next if $wanted{$name} || $name eq $stamp || $name eq '..data';
  discard($name);
}
`.trimStart();
