export default {
  title: 'Log in to Flotilla',
  invited: 'You were invited, or lost your password?',
  useInvitation: 'Use a one-time code',
};
